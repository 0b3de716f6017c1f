import { readdirSync, readFileSync } from "node:fs";
import type { AnyContract } from "errata";
import type { Recording } from "errata/reference";

/** Reads the recordings of an API. @throws Error if a file is not named after its code */
export function readRecordings({ name }: AnyContract): readonly Recording[] {
  const folder = new URL(`../../${name}/codes/`, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".http.json"))
    .map((file) => {
      const recording = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Recording;
      if (file !== `${recording.code}.http.json`) throw new Error(`${name}/codes/${file} records ${recording.code}`);
      return recording;
    });
}
