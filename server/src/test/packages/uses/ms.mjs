import ms from 'ms';
export default () => [ms('2 days'), ms('1.5h'), ms('-1m'), ms(60000), ms(2 * 86400000, { long: true }), ms('5'), ms('1y'), Number.isNaN(ms('x'))];
