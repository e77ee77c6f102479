import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Colours text, or returns it unchanged. */
export type Paint = (style: Style, text: string) => string;

/** Colours on a terminal, unless `NO_COLOR` is set. */
export const paintForStdout: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

/** Pads cells, so that the columns are aligned. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  }
  return rows.map((row) => {
    const padded = row.map((cell, column) => cell.padEnd((widths[column] ?? 0) + 2));
    return padded.join('').trimEnd();
  });
}
