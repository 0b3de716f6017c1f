import { createInterface } from "node:readline/promises";
import type { OpenStatus } from "../../adopt/index.ts";

/** Most codes without a status that are asked for one by one without being told to. */
const maxQuestions = 8;

/** A terminal on which questions are asked. */
export interface Dialog {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks for the statuses that only a person can decide: first where sources contradict each other, then where none states one.
 * Of many that are not stated, one question decides how to continue. An empty answer leaves a status open.
 *
 * @returns the statuses by code
 */
export async function askStatuses(
  open: readonly OpenStatus[],
  { input, output }: Dialog,
): Promise<Readonly<Record<string, number>>> {
  const statuses: Record<string, number> = {};
  if (open.length === 0) return statuses;
  const lines = createInterface({ input, output });
  const isOver = new Promise<undefined>((resolve) => void lines.once("close", () => resolve(undefined)));
  const ask = async (question: string): Promise<string> => {
    // The end of the input, as after ctrl+d, ends the questions.
    const answer = await Promise.race([lines.question(question), isOver]);
    return answer === undefined ? "end" : answer.trim();
  };
  try {
    const contradictory = open.filter(({ choices }) => choices.length > 0);
    const unstated = open.filter(({ choices }) => choices.length === 0);
    const questions = [...contradictory, ...(unstated.length > maxQuestions ? [] : unstated)];
    if (questions.length > 0)
      output.write(
        `${count(questions.length, "code has", "codes have")} no certain status. Type one, press Enter to leave it open, or type "end".\n`,
      );
    if (!(await askEach(questions, ask, output, statuses)) || unstated.length <= maxQuestions) return statuses;
    await askForAll(unstated, ask, output, statuses);
  } finally {
    lines.close();
  }
  return statuses;
}

type Ask = (question: string) => Promise<string>;

/** Asks for each status. @returns false if the answers ended */
async function askEach(
  open: readonly OpenStatus[],
  ask: Ask,
  output: NodeJS.WritableStream,
  statuses: Record<string, number>,
): Promise<boolean> {
  for (const { code, reason } of open) {
    const answer = await ask(`  ${code} (${reason}): `);
    if (answer === "end") return false;
    const status = statusOf(answer, output);
    if (status !== undefined) statuses[code] = status;
  }
  return true;
}

async function askForAll(
  open: readonly OpenStatus[],
  ask: Ask,
  output: NodeJS.WritableStream,
  statuses: Record<string, number>,
): Promise<void> {
  const names = open.slice(0, 3).map(({ code }) => code);
  output.write(`The sources state no status for ${open.length} codes, such as ${names.join(", ")}.\n`);
  const answer = await ask(
    '  Type one for all of them, "each" to be asked one by one, or press Enter to leave them open: ',
  );
  if (answer === "each") {
    await askEach(open, ask, output, statuses);
    return;
  }
  const status = answer === "end" ? undefined : statusOf(answer, output);
  if (status !== undefined) for (const { code } of open) statuses[code] = status;
}

function statusOf(answer: string, output: NodeJS.WritableStream): number | undefined {
  if (/^[45]\d\d$/.test(answer)) return Number(answer);
  if (answer !== "")
    output.write(`  Left open: expected a status from 400 to 599, received "${answer.slice(0, 20)}".\n`);
  return undefined;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
