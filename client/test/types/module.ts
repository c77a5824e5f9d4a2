// What a page that imports the client may write; compiled only.
import { getWidgetBackend, type WidgetBackend, type WidgetBackendError } from 'widget-client';

const backend: WidgetBackend = getWidgetBackend('status', { tenant: 'default_tenant' });

export const status: Promise<string> = backend.doGet<string>('status', { params: { a: [1, 2], b: null, c: undefined } });
export const greeting: Promise<{ message: string }> = backend.doPost('greet', { body: { name: 'Ada' }, headers: { 'x-a': 'b' } });
export const raw: Promise<Response> = backend.doGet('status', { parseResponse: false });
export const uploaded: Promise<unknown> = backend.doUpload('upload', { params: { name: 'x' }, files: new Blob(['x']), method: 'POST' });
export const saved: Promise<void> = backend.doDownload('report', 'report.csv');

export function said({ message, status: code }: WidgetBackendError): string {
  return `${message} ${code}`;
}

// @ts-expect-error a GET has no body
void backend.doGet('status', { body: {} });
// @ts-expect-error a service is named by text
void backend.doGet(1);
