// What add-ons do with fs in a folder that is granted, and Node in one that it may write: the answers are compared.
(async (fs, dir) => {
  const said = {};
  const told = (value) => JSON.parse(JSON.stringify(value ?? null, (key, each) => (typeof each === 'bigint' ? `${each}n` : each)).replaceAll(dir, 'DIR'));
  const probe = async (name, f) => {
    let timer;
    const late = new Promise((_, no) => {
      timer = setTimeout(no, 10000, new Error('it does not end'));
    });
    try {
      said[name] = told(await Promise.race([f(), late]));
    } catch (e) {
      const known = /^ERR_/.test(e.code) ? {} : { errno: e.errno, syscall: e.syscall, path: e.path, dest: e.dest, message: e.message };
      said[name] = told({ code: e.code ?? String(e), ...known });
    } finally {
      clearTimeout(timer);
    }
  };
  const call = (name, ...args) =>
    new Promise((ok, no) => {
      fs[name](...args, (error, ...values) => (error ? no(error) : ok(values)));
    });
  const kind = (s) => [s.isFile(), s.isDirectory(), s.isSymbolicLink(), s.mode, s.isFile() ? s.size : 0, s.mtime instanceof Date, s.mtimeMs > 1e12];
  const ended = (stream) =>
    new Promise((ok, no) => {
      const all = [];
      stream.on('data', (each) => all.push(each));
      stream.on('error', no);
      stream.on('close', () => ok(all));
    });
  const closed = (stream) => new Promise((ok, no) => void stream.on('error', no).on('close', ok));

  // Whole files.
  await probe('write', () => fs.writeFileSync(`${dir}/a.txt`, 'one å'));
  await probe('read', () => fs.readFileSync(`${dir}/a.txt`, 'utf8'));
  for (const encoding of ['latin1', 'hex', 'base64', 'utf16le', { encoding: 'ascii' }]) {
    await probe(`read ${JSON.stringify(encoding)}`, () => fs.readFileSync(`${dir}/a.txt`, encoding));
  }
  await probe('read bytes', () => [...fs.readFileSync(`${dir}/a.txt`)]);
  await probe('read later', () => call('readFile', `${dir}/a.txt`, 'utf8'));
  await probe('read with a promise', () => fs.promises.readFile(`${dir}/a.txt`, { encoding: 'utf8' }));
  await probe('write hex', () => (fs.writeFileSync(`${dir}/hex`, '00ff7f', 'hex'), [...fs.readFileSync(`${dir}/hex`)]));
  await probe('write bytes', () => (fs.writeFileSync(`${dir}/hex`, new Uint16Array([1, 2])), [...fs.readFileSync(`${dir}/hex`)]));
  await probe('write later', async () => [await call('writeFile', `${dir}/b.txt`, 'two'), fs.readFileSync(`${dir}/b.txt`, 'utf8')]);
  await probe('write with a promise', async () => [await fs.promises.writeFile(`${dir}/c.txt`, 'three'), fs.readFileSync(`${dir}/c.txt`, 'utf8')]);
  await probe('write what is iterated', async () => {
    await fs.promises.writeFile(`${dir}/c.txt`, ['x', 'y', 'z']);
    return fs.readFileSync(`${dir}/c.txt`, 'utf8');
  });
  await probe('exclusive', () => fs.writeFileSync(`${dir}/a.txt`, '', { flag: 'wx' }));
  await probe('exclusive new', () => fs.writeFileSync(`${dir}/new`, 'n', { flag: 'wx' }));
  await probe('append', () => (fs.appendFileSync(`${dir}/a.txt`, '!'), fs.readFileSync(`${dir}/a.txt`, 'utf8')));
  await probe('append new', async () => (await fs.promises.appendFile(`${dir}/log`, 'x\n'), await call('appendFile', `${dir}/log`, 'y\n'), fs.readFileSync(`${dir}/log`, 'utf8')));
  await probe('overwrite in place', () => (fs.writeFileSync(`${dir}/b.txt`, 'T', { flag: 'r+' }), fs.readFileSync(`${dir}/b.txt`, 'utf8')));
  await probe('in place of none', () => fs.writeFileSync(`${dir}/none`, 'T', { flag: 'r+' }));
  const large = Buffer.alloc(2500000, 'abcdefg');
  await probe('large', async () => (fs.writeFileSync(`${dir}/large`, large), fs.readFileSync(`${dir}/large`).equals(large) && (await fs.promises.readFile(`${dir}/large`)).equals(large)));
  await probe('read none', () => fs.readFileSync(`${dir}/none`));
  await probe('read none later', () => call('readFile', `${dir}/none`));
  await probe('read none with a promise', () => fs.promises.readFile(`${dir}/none`));
  await probe('read a folder', () => fs.readFileSync(dir));
  await probe('write below none', () => fs.writeFileSync(`${dir}/none/a`, ''));
  await probe('read a URL', () => fs.readFileSync(new URL(`file://${dir}/a.txt`), 'utf8'));
  await probe('read bytes as a path', () => fs.readFileSync(Buffer.from(`${dir}/a.txt`), 'utf8'));
  await probe('read above and below', () => fs.readFileSync(`${dir}/sub/../a.txt`, 'utf8'));

  // Folders.
  await probe('mkdir', () => fs.mkdirSync(`${dir}/sub`));
  await probe('mkdir again', () => fs.mkdirSync(`${dir}/sub`));
  await probe('mkdir below none', () => fs.mkdirSync(`${dir}/no/sub`));
  await probe('mkdir recursive', () => fs.mkdirSync(`${dir}/deep/er/still`, { recursive: true }));
  await probe('mkdir recursive again', () => fs.mkdirSync(`${dir}/deep/er/still`, { recursive: true }));
  await probe('mkdir with a promise', () => fs.promises.mkdir(`${dir}/later/on`, { recursive: true }));
  fs.writeFileSync(`${dir}/deep/er/file`, 'f');
  await probe('readdir', () => fs.readdirSync(dir).sort());
  await probe('readdir later', async () => (await call('readdir', dir))[0].sort());
  await probe('readdir types', () => fs.readdirSync(dir, { withFileTypes: true }).map((each) => [each.name, each.isFile(), each.isDirectory(), each.parentPath]).sort());
  await probe('readdir recursive', () => fs.readdirSync(`${dir}/deep`, { recursive: true }).sort());
  await probe('readdir none', () => fs.readdirSync(`${dir}/none`));
  await probe('readdir a file', () => fs.readdirSync(`${dir}/a.txt`));
  await probe('opendir', async () => {
    const names = [];
    for await (const each of await fs.promises.opendir(`${dir}/deep`)) names.push([each.name, each.isDirectory()]);
    return names;
  });
  await probe('opendir sync', () => {
    const folder = fs.opendirSync(`${dir}/deep`);
    const names = [folder.readSync()?.name, folder.readSync()];
    folder.closeSync();
    return names;
  });
  await probe('mkdtemp', () => {
    const made = fs.mkdtempSync(`${dir}/tmp-`);
    return [made.startsWith(`${dir}/tmp-`), made.length - dir.length, fs.statSync(made).isDirectory(), fs.rmdirSync(made)];
  });

  // What is known of files.
  await probe('stat', () => kind(fs.statSync(`${dir}/b.txt`)));
  await probe('stat a folder', () => kind(fs.statSync(`${dir}/sub`)));
  await probe('lstat later', async () => kind((await call('lstat', `${dir}/b.txt`))[0]));
  await probe('stat none', () => fs.statSync(`${dir}/none`));
  await probe('stat none, no error', () => typeof fs.statSync(`${dir}/none`, { throwIfNoEntry: false }));
  await probe('stat none with a promise', () => fs.promises.stat(`${dir}/none`));
  await probe('stat big', () => {
    const s = fs.statSync(`${dir}/b.txt`, { bigint: true });
    return [typeof s.size, s.size, typeof s.mtimeNs, typeof s.ino];
  });
  await probe('two files', () => fs.statSync(`${dir}/a.txt`).ino !== fs.statSync(`${dir}/b.txt`).ino);
  await probe('exists', () => [fs.existsSync(`${dir}/a.txt`), fs.existsSync(`${dir}/none`), fs.existsSync(null), fs.existsSync(`${dir}/a\0b`)]);
  await probe('exists later', () => new Promise((ok) => fs.exists(`${dir}/a.txt`, ok)));
  await probe('access', () => [fs.accessSync(`${dir}/a.txt`), fs.accessSync(`${dir}/a.txt`, fs.constants.R_OK | fs.constants.W_OK), fs.accessSync(dir)]);
  await probe('access none', () => fs.promises.access(`${dir}/none`));
  await probe('realpath', async () => [fs.realpathSync(`${dir}/sub/../a.txt`), fs.realpathSync.native(`${dir}/sub`), await call('realpath', `${dir}/sub`)]);
  await probe('realpath none', () => fs.promises.realpath(`${dir}/none`));
  await probe('readlink', () => fs.readlinkSync(`${dir}/a.txt`));

  // Names.
  await probe('rename', () => (fs.renameSync(`${dir}/new`, `${dir}/newer`), [fs.existsSync(`${dir}/new`), fs.readFileSync(`${dir}/newer`, 'utf8')]));
  await probe('rename over', async () => (await fs.promises.rename(`${dir}/newer`, `${dir}/hex`), fs.readFileSync(`${dir}/hex`, 'utf8')));
  await probe('rename none', () => fs.renameSync(`${dir}/none`, `${dir}/x`));
  await probe('rename over a folder', () => fs.renameSync(`${dir}/hex`, `${dir}/sub`));
  await probe('rename a folder over a file', () => fs.renameSync(`${dir}/sub`, `${dir}/hex`));
  await probe('rename over an empty folder', () => (fs.renameSync(`${dir}/later`, `${dir}/sub`), fs.readdirSync(`${dir}/sub`)));
  await probe('rename over a full folder', () => fs.renameSync(`${dir}/deep`, `${dir}/sub`));
  await probe('copy', () => (fs.copyFileSync(`${dir}/a.txt`, `${dir}/copy`), fs.readFileSync(`${dir}/copy`, 'utf8')));
  await probe('copy exclusive', () => fs.copyFileSync(`${dir}/a.txt`, `${dir}/copy`, fs.constants.COPYFILE_EXCL));
  await probe('copy none', () => fs.promises.copyFile(`${dir}/none`, `${dir}/copy`));
  await probe('cp', () => (fs.cpSync(`${dir}/deep`, `${dir}/twice`, { recursive: true }), fs.readdirSync(`${dir}/twice`, { recursive: true }).sort()));
  await probe('cp a folder', () => fs.promises.cp(`${dir}/deep`, `${dir}/thrice`));
  await probe('unlink', () => [fs.unlinkSync(`${dir}/copy`), fs.existsSync(`${dir}/copy`)]);
  await probe('unlink none', () => call('unlink', `${dir}/none`));
  await probe('unlink a folder', () => fs.unlinkSync(`${dir}/sub`));
  await probe('rmdir', () => fs.rmdirSync(`${dir}/sub/on`));
  await probe('rmdir full', () => fs.rmdirSync(`${dir}/deep`));
  await probe('rmdir a file', () => fs.rmdirSync(`${dir}/a.txt`));
  await probe('rmdir none', () => fs.promises.rmdir(`${dir}/none`));
  await probe('rm a folder', () => fs.promises.rm(`${dir}/deep`));
  await probe('rm recursive', () => [fs.rmSync(`${dir}/deep`, { recursive: true }), fs.existsSync(`${dir}/deep`)]);
  await probe('rm none', () => fs.promises.rm(`${dir}/none`));
  await probe('rm none by force', () => fs.promises.rm(`${dir}/none`, { force: true, recursive: true }));
  await probe('truncate', () => (fs.truncateSync(`${dir}/b.txt`, 2), fs.readFileSync(`${dir}/b.txt`, 'utf8')));
  await probe('truncate longer', async () => (await fs.promises.truncate(`${dir}/b.txt`, 4), [...fs.readFileSync(`${dir}/b.txt`)]));
  await probe('chmod', () => [fs.chmodSync(`${dir}/b.txt`, 0o644), fs.statSync(`${dir}/b.txt`).mode]);
  await probe('chmod none', () => fs.chmodSync(`${dir}/none`, 0o644));

  // What is open.
  await probe('open none', () => fs.openSync(`${dir}/none`));
  await probe('open wrongly', () => fs.openSync(`${dir}/a.txt`, 'q'));
  await probe('open to write a folder', () => fs.openSync(`${dir}/sub`, 'w'));
  await probe('open exclusively', () => fs.openSync(`${dir}/a.txt`, 'wx'));
  await probe('read parts', () => {
    const fd = fs.openSync(`${dir}/a.txt`, 'r');
    const buffer = Buffer.alloc(3);
    const parts = [];
    for (let n = fs.readSync(fd, buffer); n > 0; n = fs.readSync(fd, buffer)) parts.push([...buffer.subarray(0, n)]);
    parts.push(fs.readSync(fd, buffer, 1, 2, 0), [...buffer], fs.fstatSync(fd).size);
    fs.closeSync(fd);
    return parts;
  });
  await probe('write parts', async () => {
    const fd = fs.openSync(`${dir}/parts`, 'w');
    const wrote = [fs.existsSync(`${dir}/parts`), fs.writeSync(fd, 'ab'), fs.writeSync(fd, Buffer.from('xcdx'), 1, 2), (await call('write', fd, 'e'))[0], fs.writevSync(fd, [Buffer.from('f'), Buffer.from('g')])];
    fs.closeSync(fd);
    return [wrote, fs.readFileSync(`${dir}/parts`, 'utf8')];
  });
  await probe('many parts', () => {
    const fd = fs.openSync(`${dir}/parts`, 'w');
    for (let i = 0; i < 40; i++) fs.writeSync(fd, Buffer.alloc(65537, i));
    fs.closeSync(fd);
    const all = fs.readFileSync(`${dir}/parts`);
    return [all.length, all[0], all[65537], all.at(-1)];
  });
  await probe('open and close empties', () => (fs.closeSync(fs.openSync(`${dir}/parts`, 'w')), fs.statSync(`${dir}/parts`).size));
  await probe('append parts', () => {
    const fd = fs.openSync(`${dir}/log`, 'a+');
    const wrote = [fs.writeSync(fd, 'z\n'), fs.readFileSync(`${dir}/log`, 'utf8'), fs.readSync(fd, Buffer.alloc(9), 0, 9, 0)];
    fs.closeSync(fd);
    return wrote;
  });
  await probe('change in place', () => {
    const fd = fs.openSync(`${dir}/log`, 'r+');
    const wrote = [fs.writeSync(fd, 'XY', 2), fs.writeSync(fd, 'A'), fs.readSync(fd, Buffer.alloc(9), 0, 9, null), fs.ftruncateSync(fd, 5)];
    fs.fsyncSync(fd);
    wrote.push(fs.readFileSync(`${dir}/log`, 'utf8'));
    fs.closeSync(fd);
    return wrote;
  });
  await probe('write and read', () => {
    const fd = fs.openSync(`${dir}/both`, 'w+');
    const buffer = Buffer.alloc(4);
    const wrote = [fs.writeSync(fd, 'abcd'), fs.readSync(fd, buffer, 0, 4, 1), buffer.toString('latin1', 0, 3)];
    fs.closeSync(fd);
    return [wrote, fs.readFileSync(`${dir}/both`, 'utf8')];
  });
  await probe('closed', () => fs.readSync(9999, Buffer.alloc(1)));
  await probe('closed, later', () => call('close', 9999));
  await probe('write what is read', () => {
    const fd = fs.openSync(`${dir}/log`, 'r');
    try {
      return fs.writeSync(fd, 'x');
    } finally {
      fs.closeSync(fd);
    }
  });
  await probe('a handle', async () => {
    const file = await fs.promises.open(`${dir}/handle`, 'w+');
    const wrote = [(await file.write('hello')).bytesWritten, (await file.write(Buffer.from(' you'))).bytesWritten, (await file.stat()).size];
    const { bytesRead, buffer } = await file.read(Buffer.alloc(3), 0, 3, 1);
    await file.close();
    return [wrote, bytesRead, buffer.toString(), await fs.promises.readFile(`${dir}/handle`, 'utf8')];
  });
  await probe('a handle of none', () => fs.promises.open(`${dir}/none`));
  await probe('read and write a handle', async () => {
    const file = await fs.promises.open(`${dir}/handle`, 'r');
    try {
      return [await file.readFile('utf8'), (await file.readFile()).length];
    } finally {
      await file.close();
    }
  });
  await probe('readv', async () => {
    const fd = fs.openSync(`${dir}/handle`);
    const buffers = [Buffer.alloc(2), Buffer.alloc(4)];
    const [read] = await call('readv', fd, buffers, 0);
    fs.closeSync(fd);
    return [read, buffers.map(String)];
  });

  // Streams.
  await probe('stream', async () => Buffer.concat(await ended(fs.createReadStream(`${dir}/large`))).equals(large));
  await probe('stream a part', async () => (await ended(fs.createReadStream(`${dir}/handle`, { start: 1, end: 3, encoding: 'utf8' }))).join(''));
  await probe('stream in small parts', async () => (await ended(fs.createReadStream(`${dir}/handle`, { highWaterMark: 4 }))).map(String));
  await probe('stream none', () => ended(fs.createReadStream(`${dir}/none`)));
  await probe('stream a folder', () => ended(fs.createReadStream(`${dir}/sub`)));
  await probe('iterate a stream', async () => {
    let length = 0;
    for await (const each of fs.createReadStream(`${dir}/large`)) length += each.length;
    return length;
  });
  await probe('events of a stream', async () => {
    const stream = fs.createReadStream(`${dir}/handle`);
    const seen = [];
    for (const name of ['open', 'ready', 'data', 'end', 'close']) stream.on(name, () => seen.push(name));
    await closed(stream);
    return [seen, stream.bytesRead, stream.path, stream instanceof fs.ReadStream];
  });
  await probe('write a stream', async () => {
    const stream = fs.createWriteStream(`${dir}/streamed`);
    stream.write('one ');
    stream.write(Buffer.from('two '));
    stream.end('three');
    await new Promise((ok, no) => void stream.on('finish', ok).on('error', no));
    return [fs.readFileSync(`${dir}/streamed`, 'utf8'), stream.bytesWritten];
  });
  await probe('append a stream', async () => {
    const stream = fs.createWriteStream(`${dir}/streamed`, { flags: 'a' });
    stream.end('!');
    await closed(stream);
    return fs.readFileSync(`${dir}/streamed`, 'utf8');
  });
  await probe('pipe', async () => {
    await closed(fs.createReadStream(`${dir}/large`).pipe(fs.createWriteStream(`${dir}/piped`)));
    return fs.readFileSync(`${dir}/piped`).equals(large);
  });
  await probe('write a stream below none', () => closed(fs.createWriteStream(`${dir}/none/x`)));

  // Arguments.
  await probe('no path', () => fs.readFileSync(undefined));
  await probe('no path, a promise', () => fs.promises.readFile({}));
  await probe('NUL', () => fs.readFileSync(`${dir}/a\0b`));
  await probe('an empty path', () => fs.readFileSync(''));
  await probe('no callback', () => fs.readFile(`${dir}/a.txt`));
  await probe('no content', () => fs.writeFileSync(`${dir}/a.txt`));
  await probe('no encoding', () => fs.readFileSync(`${dir}/a.txt`, 'nope'));
  await probe('a web address', () => fs.readFileSync(new URL('http://example.org/a')));
  await probe('order', async () => {
    const seen = [];
    const later = call('readFile', `${dir}/handle`).then(() => seen.push('file'));
    process.nextTick(() => seen.push('tick'));
    seen.push('now');
    await later;
    return seen;
  });
  for (const name of fs.readdirSync(dir)) fs.rmSync(`${dir}/${name}`, { recursive: true });
  said.left = fs.readdirSync(dir);
  return said;
})
