// No validator: it would be asked over the network.
SwaggerUIBundle({ url: 'openapi.json', dom_id: '#page', validatorUrl: null, deepLinking: true, docExpansion: 'list' });
