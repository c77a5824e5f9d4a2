import { nanoid, customAlphabet, customRandom, urlAlphabet, random } from 'nanoid';
import { customAlphabet as simple } from 'nanoid/non-secure';
export default () => [nanoid().length, nanoid(5).length, /^[ab]{7}$/.test(customAlphabet('ab', 7)()), customRandom('abc', 4, (size) => new Uint8Array(size).fill(1))(), urlAlphabet.length, random(3).length, simple('x', 3)()];
