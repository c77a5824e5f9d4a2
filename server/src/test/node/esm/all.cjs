module.exports = () => 'all';
