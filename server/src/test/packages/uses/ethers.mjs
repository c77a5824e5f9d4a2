import { AbiCoder, Interface, Wallet, formatEther, getAddress, hexlify, id, keccak256, parseUnits, sha256, toUtf8Bytes, verifyMessage } from 'ethers';
export default async () => {
  const wallet = new Wallet(`0x${'11'.repeat(32)}`);
  const signed = await wallet.signMessage('hello');
  const iface = new Interface(['function transfer(address to, uint256 n) returns (bool)']);
  return [wallet.address, signed, verifyMessage('hello', signed), keccak256(toUtf8Bytes('é')), sha256('0x01'), formatEther(parseUnits('1.5', 18)), getAddress(`0x${'ab'.repeat(20)}`), id('Transfer(address)'), iface.encodeFunctionData('transfer', [wallet.address, 5n]), AbiCoder.defaultAbiCoder().decode(['uint256'], `0x${'0'.repeat(63)}7`)[0], hexlify(new Uint8Array([1, 255]))];
};
