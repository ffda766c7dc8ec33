/** A piece of text that takes the place of another. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with edits. Those at one place keep their order; equal ones are made once. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const distinct = new Map(edits.map((edit) => [JSON.stringify([edit.start, edit.end, edit.text]), edit]));
  const sorted = [...distinct.values()]
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => b.edit.start - a.edit.start || b.edit.end - a.edit.end || b.index - a.index);
  return sorted.reduce((now, { edit }) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
}
