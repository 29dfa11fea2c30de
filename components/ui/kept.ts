/** Facts with what names this state of them, to be sent with a change. */
export interface Tagged {
  etag: string | number;
}

/** What a form was begun with, and whether something is typed into it that is not saved. */
export interface Kept<T extends Tagged> {
  facts: T;
  /** The state that a save replaces: the one the form was begun with, or a later one that its user has seen. */
  etag: T["etag"];
  /** Another number: the fields begin anew. */
  turn: number;
  isTyped: boolean;
  isTypedSinceSent: boolean;
}

export type KeptEvent<T extends Tagged> =
  | { type: "typed" }
  | { type: "sent" }
  | { type: "saved"; facts: T }
  | { type: "begun"; facts: T }
  | { type: "seen"; facts: T };

/** A form that nothing is typed into yet. */
export function begun<T extends Tagged>(facts: T, turn = 0): Kept<T> {
  return { facts, etag: facts.etag, turn, isTyped: false, isTypedSinceSent: false };
}

/** What becomes of a form: what is typed stays until it is saved, or until its user begins anew. */
export function keep<T extends Tagged>(kept: Kept<T>, event: KeptEvent<T>): Kept<T> {
  switch (event.type) {
    case "typed":
      return kept.isTyped && kept.isTypedSinceSent
        ? kept
        : { ...kept, isTyped: true, isTypedSinceSent: true };
    case "sent":
      return { ...kept, isTypedSinceSent: false };
    case "saved":
      return kept.isTypedSinceSent ? { ...kept, etag: event.facts.etag } : begun(event.facts, kept.turn + 1);
    case "begun":
      return begun(event.facts, kept.turn + 1);
    case "seen":
      return { ...kept, etag: event.facts.etag };
  }
}
