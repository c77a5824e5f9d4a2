// What a plain script beside <script src="/console/assets/widget-client.js"> may write; compiled only.
/// <reference path="../../dist/assets/widget-client.d.ts" />
const answer: Promise<string> = Annex.getWidgetBackend('status').doGet<string>('status');
void answer;
