export default function(r) {
    r.register('status', 'GET', (req, res, next, helper) => {
        res.send('OK');
    });
}
