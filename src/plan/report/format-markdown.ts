import { plainLine } from '../diff/plain-line';
import { costLines } from './format-costs';
import { entryLines, knownText, placesOf, summaryLines, wholeCluster } from './format-report';
import { PlanReport } from './plan-report';
import { countOf, findingLines, severityOf } from './report';

/** Most characters of a comment on the hosts of Git repositories. */
export const COMMENT_LIMIT = 65_536;

/** Characters reserved for the sentence about the cut. */
const RESERVE = 300;

/**
 * A plan as Markdown for a comment on a pull request: the summary first, then folded sections, the most dangerous
 * places first. A text that is too long is cut, and states the number of missing lines.
 */
export function formatMarkdown(
  report: PlanReport,
  options: {
    /**
     * Most characters of the text.
     *
     * @default 65536
     */
    readonly limit?: number;
  } = {},
): string {
  const text = new Budget((options.limit ?? COMMENT_LIMIT) - RESERVE);
  text.add(['### Plan', '']);
  text.addSome(summaryLines(report).map((line) => `- ${escape(line)}`));
  text.add(['']);
  findings(report, text);
  section('Clusters', report.clusters.map(wholeCluster), text);
  places(report, text);
  section('Kustomizations', report.units, text);
  if (report.costs) section('Costs', costLines(report.costs), text);
  section(knownText(report.known), report.notEvaluated, text);
  return text.end();
}

/** Collects lines within a limit in bytes. */
class Budget {
  private readonly lines: string[] = [];
  private used = 0;
  private cut = 0;

  constructor(private readonly limit: number) {}

  /** Adds lines that belong together, if there is room for all of them and for `closing` more bytes. */
  public add(lines: readonly string[], closing = 0): boolean {
    // Git hosts count characters in different ways, but the count never exceeds that of bytes.
    const size = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    if (this.used + size + closing > this.limit) return false;
    this.lines.push(...lines);
    this.used += size;
    return true;
  }

  /** Adds lines as long as there is room. */
  public addSome(lines: readonly string[], closing = 0): void {
    let shown = 0;
    for (const line of lines) {
      if (!this.add([line], closing)) break;
      shown++;
    }
    this.leaveOut(lines.length - shown);
  }

  /** Counts lines that were left out. */
  public leaveOut(count: number): void {
    this.cut += count;
  }

  public end(): string {
    if (this.cut > 0)
      this.lines.push(`**Cut: ${this.cut} more lines do not fit here.** See the whole plan as text or JSON.`);
    return `${this.lines.join('\n').trimEnd()}\n`;
  }
}

const FENCE_END = ['```', '', '</details>', ''];
const CLOSING = FENCE_END.reduce((sum, line) => sum + line.length + 1, 0);

function findings({ findings: found }: PlanReport, text: Budget): void {
  if (found.length === 0) return;
  const errors = found.filter(({ severity }) => severity === 'error');
  block(
    `Guard: ${countOf(errors.length, 'error')}, ${countOf(found.length - errors.length, 'warning')}`,
    findingLines(found),
    text,
    errors.length > 0,
  );
}

function places({ entries }: PlanReport, text: Budget): void {
  for (const [place, here] of placesOf(entries)) {
    const worst = Math.max(...here.map(severityOf));
    const danger = ['', ' (low risk)', ' (medium risk)', ' (high risk)'][worst]!;
    block(
      `${place}: ${countOf(here.length, 'change')}${danger}`,
      here.flatMap((entry) => entryLines(entry)),
      text,
      false,
    );
  }
}

/** A folded block of preformatted lines. */
function block(title: string, lines: readonly string[], text: Budget, open: boolean): void {
  const head = [`<details${open ? ' open' : ''}><summary>${escapeHtml(title)}</summary>`, '', '```text'];
  if (!text.add(head, CLOSING)) {
    text.leaveOut(lines.length);
    return;
  }
  text.addSome(lines.map(fenced), CLOSING);
  text.add(FENCE_END);
}

function section(title: string, lines: readonly string[], text: Budget): void {
  if (lines.length > 0) block(`${title}: ${lines.length}`, lines, text, false);
}

/** Longest line. A longer one would leave no room for others. */
const LONGEST_LINE = 4_000;

/** A line that cannot end its code block. */
function fenced(line: string): string {
  return cut(plainLine(line).replaceAll('```', "'''"));
}

function cut(line: string): string {
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}

/** Escapes Markdown, HTML and mentions of people. */
function escape(text: string): string {
  return escapeHtml(cut(text).replace(/[\\`*_[\]#|~]/g, '\\$&'));
}

function escapeHtml(text: string): string {
  return plainLine(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/@/g, '@\u200b');
}
