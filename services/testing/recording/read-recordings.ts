import { readdirSync, readFileSync } from "node:fs";
import type { AnyContract } from "errata";
import type { Recording } from "errata/reference";

/** Reads all exchanges of an API: those of its codes, and those of its operations. */
export function readExchanges(contract: AnyContract): readonly Pick<Recording, "exchanges" | "works">[] {
  const file = new URL(`../../${contract.name}/operations.http.json`, import.meta.url);
  return [...readRecordings(contract), JSON.parse(readFileSync(file, "utf8")) as Pick<Recording, "exchanges">];
}

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
