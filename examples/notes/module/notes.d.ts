// What `define` gives is not seen by TypeScript.
import type { Session } from '@annex/types/restapp';

interface Note {
  id: number;
  text: string;
}

declare const notes: {
  all(session: Session): Note[];
  find(session: Session, id: string): Note | undefined;
  add(session: Session, text: unknown): Note;
  remove(session: Session, id: string): boolean;
};
export = notes;
