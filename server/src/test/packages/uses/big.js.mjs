import Big from 'big.js';
export default () => [new Big('0.1').plus('0.2').toString(), Big(1).div(3).toFixed(5), new Big(2).sqrt().toString(), new Big('123.456').round(1).toNumber(), Big(5).pow(3).toString(), Big('1e30').toExponential(), Big(3).cmp(2), Big(7).mod(4).toString(), new Big('-1.5').abs().times(2).toString(), JSON.stringify({ n: Big(1) })];
