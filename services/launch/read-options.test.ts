import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readOptions } from "./read-options.ts";

describe("readOptions", () => {
  it("takes a variable that is empty for one that is not set", () => {
    const empty = { PORT: "", ERRATA_DATA: "", ERRATA_POSTGRES: "", LOG_LEVEL: "" };
    expect(readOptions([], empty)).toEqual(readOptions([], {}));
    expect(readOptions([], empty)).toMatchObject({ port: 4_000, dataFolder: resolve(".errata"), logLevel: "info" });
  });

  it.each([["http"], ["-1"], ["65536"], ["1e3"], [" 80"]])("refuses the port %s", (PORT) => {
    expect(() => readOptions([], { PORT })).toThrow(/expected PORT to be a number from 0 to 65535/);
  });

  it("refuses options that it does not know, rather than ignore them", () => {
    expect(() => readOptions(["--help", "--port=1"], {})).toThrow('received "--port=1"');
    expect(readOptions(["-h"], {}).wantsHelp).toBe(true);
  });
});
