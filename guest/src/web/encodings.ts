import { setMultibyte } from '@exodus/bytes/fallback/encoding.js';
import { part } from '../host/parts';

interface Encodings {
  createMultibyteDecoder(encoding: string, loose: boolean): unknown;
}

/** Has decoders of encodings with large tables loaded when the first is used. None is encoded to. */
setMultibyte((encoding: string, loose: boolean) => (part('encodings') as Encodings).createMultibyteDecoder(encoding, loose), undefined);
