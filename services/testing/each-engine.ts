import type { ErrorRecorder } from "errata/testing";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { type Engine, engines } from "./engines.ts";

/** Runs a suite on each engine. Suites of missing engines are skipped by name. */
export type EachEngine<Running> = (suite: (running: () => Running) => void) => void;

/** The subject of a suite. */
interface Started extends Partial<Pick<ErrorRecorder, "expectDeclared">> {
  stop(): Promise<void>;
}

/** Returns a function that runs suites on every engine. @param start starts what a suite needs, on one engine */
export function eachEngine<Running extends Started>(start: (engine: Engine) => Promise<Running>): EachEngine<Running> {
  return (suite) => {
    for (const engine of engines) {
      describe.skipIf(engine.isAbsent)(`on ${engine.name}`, () => {
        let started: Running;
        beforeAll(async () => {
          started = await start(engine);
        });
        afterEach(() => started?.expectDeclared?.());
        afterAll(() => started?.stop());
        suite(() => started);
      });
    }
  };
}
