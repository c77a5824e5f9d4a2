import { texts } from './texts';

type Response = { set(what: unknown, value?: unknown): void; get(key?: string): any };
type Status = { moduleStack(name?: string): string[]; [left: string]: unknown };

class HelloWorld {
  declare input: any;
  declare params: any;
  declare session: any;
  declare user: any;
  declare logger: any;

  static generateError(code: string) {
    return { status: 'ko', error_code: code, error_description: texts[code] };
  }

  onBeforeCheckModule(): void {
    const caught = this.input.getString('var');
    if (caught === 'catchme') {
      this.input.set('action', 'get');
      this.input.set('module', 'helloworld');
      this.input.set('resource', 'greeting');
    } else if (caught === 'elsewhere') {
      this.input.set('module', 'nosuch');
    } else if (caught === 'default') {
      this.input.def('module', 'helloworld');
      this.input.def('resource', 'about');
    }
  }

  onCheckSession(module: string): void {
    this.logger.debug(`asked of ${module}`);
  }

  async onRequestHelloWorld(module: string, response: Response, status: Status): Promise<boolean> {
    if (module !== 'helloworld') return true;
    status.moduleStack('helloworld');
    const action = this.input.getString('action');
    if (action === null) {
      response.set(HelloWorld.generateError('REQ_ANS'));
      return false;
    }
    const resource = this.input.getString('resource');
    switch (`${action}/${resource}`) {
      case 'get/greeting':
        if (this.input.getInt('id') === 101) {
          response.set(HelloWorld.generateError('HWD_GEN'));
          return false;
        }
        response.set({ status: 'ok', message: this.params.get('greeting') + this.params.get('punctuation', '?') });
        if (this.params.get('option_name', '0') === '1') response.set('option', 'true');
        return true;
      case 'get/filters':
        response.set({
          status: 'ok',
          string: this.input.getString('v'),
          int: this.input.getInt('v'),
          uint: this.input.getUint('v'),
          float: this.input.getFloat('v'),
          bool: this.input.getBool('v'),
          cmd: this.input.getCmd('v'),
          word: this.input.getWord('v'),
          alnum: this.input.getAlnum('v'),
          base64: this.input.getBase64('v'),
          username: this.input.getUsername('v'),
          raw: this.input.getRaw('v'),
          array: this.input.get('v', null, 'ARRAY'),
          exists: this.input.exists('v'),
          fallback: this.input.getInt('nothing', 5),
        });
        return true;
      case 'get/order':
        response.set('z', 1);
        response.set('2', 2);
        response.set('status', 'ok');
        response.set('1', 3);
        response.set('z', response.get('z') + 9);
        return true;
      case 'get/json':
      case 'post/json':
        response.set({ status: 'ok', json: this.input.json, n: this.input.getInt('n'), id: this.input.getString('id') });
        return true;
      case 'get/count':
        this.session.count = (this.session.count ?? 0) + 1;
        response.set({ status: 'ok', count: this.session.count });
        return true;
      case 'get/who':
        response.set({ status: 'ok', user: this.user });
        return true;
      case 'get/later':
        await new Promise((resolve) => setTimeout(resolve, 20));
        response.set({ status: 'ok', later: true });
        return true;
      case 'get/throw':
        throw new Error('secret detail');
      case 'get/reject':
        await Promise.reject(new Error('secret detail'));
        return true;
      case 'get/cycle': {
        const cycle: any = {};
        cycle.self = cycle;
        response.set({ status: 'ok', cycle });
        return true;
      }
      case 'get/loop':
        for (;;);
      case 'get/empty':
        response.set({});
        return true;
      case 'get/taken-back':
        response.set('status', 'ok');
        response.set(null);
        return true;
    }
    return true;
  }
}

export default HelloWorld;
