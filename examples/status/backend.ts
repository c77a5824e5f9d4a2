import type { BackendRegistrator } from '@annex/types/widget';

export default function(r: BackendRegistrator) {
    r.register('status', 'GET', (req, res, next, helper) => {
        res.send('OK');
    });
}
