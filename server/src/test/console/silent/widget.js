const widget = { id: 'silent' };
