import bcrypt from 'bcryptjs';
export default async () => {
  const salt = '$2b$06$abcdefghijklmnopqrstuu';
  const made = await bcrypt.hash('pass', await bcrypt.genSalt(4));
  return [bcrypt.hashSync('pässword', salt), await bcrypt.hash('other', salt), bcrypt.compareSync('pass', made), await bcrypt.compare('Pass', made), bcrypt.getRounds(made), bcrypt.getSalt(bcrypt.hashSync('x', salt)), bcrypt.truncates('x'.repeat(73))];
};
