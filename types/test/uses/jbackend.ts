import type { Module } from '@annex/types/jbackend';

export default {
  onBeforeCheckModule() {
    this.input.set('action', 'get');
  },
  onCheckSession: () => ({ isGuest: true }),
  async onRequestShop(module, response, status) {
    status.moduleStack(module);
    const count: number = this.input.getInt('count'); // wrong: Type 'number | null' is not assignable to type 'number'.
    const name: string = this.input.getString('name', 'nobody');
    this.input.getString(count, name); // wrong: Argument of type 'number' is not assignable to parameter of type 'string'.
    this.outputs; // wrong: Property 'outputs' does not exist on type 'ModuleContext'.
    response.set('count', count);
    return true;
  },
} satisfies Module;
