import { afterAll, expect, it } from "vitest";
import { sections } from "../accounts/template.ts";
import { extractNote } from "./extraction/index.ts";
import { extractiveWriter, openNotePool } from "./extractive-writer.ts";

const pool = openNotePool();
afterAll(() => pool.close());
const writer = extractiveWriter(pool);
const template = { sections: [...sections], maxSentences: 3 };
const transcriptOf = (statements: number) =>
  Array.from({ length: statements }, () => ({ speaker: "Patient", text: "My knee hurts since Monday. It aches." }));
const write = (statements: number, account: string, signal: AbortSignal = new AbortController().signal) =>
  writer.write(transcriptOf(statements), template, { account, signal });

it("extracts the note of a long transcript in another process", async () => {
  expect(await write(100, "a")).toEqual(extractNote(transcriptOf(100), template));
  expect(pool.pids()).toEqual([]);
  expect(await write(1_000, "a")).toEqual(extractNote(transcriptOf(1_000), template));
  expect(pool.pids()).toHaveLength(1);
});

it("lets accounts take turns in long transcripts", async () => {
  const finished: string[] = [];
  const noted = (account: string) => write(5_000, account).then(() => finished.push(account));
  await Promise.all([...Array.from({ length: 4 }, () => noted("busy")), noted("other")]);
  expect(finished.indexOf("other")).toBeLessThanOrEqual(1);
});

it("stops when the client disconnects", async () => {
  const controller = new AbortController();
  const note = expect(write(5_000, "a", controller.signal)).rejects.toThrow("gone");
  controller.abort(new Error("gone"));
  await note;
});
