import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readOptions } from "./read-options.ts";

describe("readOptions", () => {
  it("uses the defaults for variables that are missing or empty", () => {
    const empty = { PORT: "", ERRATA_DATA: "", ERRATA_POSTGRES: "", LOG_LEVEL: "" };
    expect(readOptions([], empty)).toEqual(readOptions([], {}));
    expect(readOptions([], empty)).toMatchObject({ port: 4_000, dataFolder: resolve(".errata"), logLevel: "info" });
  });

  it.each([["http"], ["-1"], ["65536"], ["1e3"], [" 80"]])("rejects the port %j", (PORT) => {
    expect(() => readOptions([], { PORT })).toThrow(/Expected PORT to be a number from 0 to 65535/);
  });

  it("rejects an unknown log level with the valid ones", () => {
    expect(() => readOptions([], { LOG_LEVEL: "bogus" })).toThrow(/fatal, error, warn, info, debug.*received "bogus"/);
  });

  it.each([
    ["api.example.com"],
    ["/api"],
    ["https://ada:secret@api.example.com"],
    ["https://api.example.com?a"],
    ["ftp://a"],
  ])("rejects the public address %j without repeating a password", (PUBLIC_URL) => {
    expect(() => readOptions([], { PUBLIC_URL })).toThrow(/^Expected PUBLIC_URL to be an address(?!.*secret)/);
  });

  it("rejects unknown arguments", () => {
    expect(() => readOptions(["--help", "--port=1"], {})).toThrow('received "--port=1"');
    expect(readOptions(["-h"], {}).wantsHelp).toBe(true);
  });
});

it.each([
  ["HOST", "0.0.0.0/0", "Expected HOST to be an address or a name"],
  ["HOST", "http://0.0.0.0", "Expected HOST to be an address or a name"],
  ["ERRATA_DRAIN_SECONDS", "1.5", "Expected ERRATA_DRAIN_SECONDS to be a number of seconds from 0 to 600"],
  ["ERRATA_ACCESS_LOG", "2", "Expected ERRATA_ACCESS_LOG to be a number from 0 to 1"],
  ["ERRATA_TRUSTED_PROXIES", "10.0.0.0/8,proxy", "ERRATA_TRUSTED_PROXIES: clientAddress: expected an IP address"],
  ["ERRATA_DRAIN_SECONDS", "601", "Expected ERRATA_DRAIN_SECONDS to be a number of seconds from 0 to 600"],
])("rejects %s=%s", (name, value, message) => {
  expect(() => readOptions([], { [name]: value })).toThrow(message);
});

it("reads the address to listen on, and the time to drain", () => {
  expect(readOptions([], {})).toMatchObject({ host: "127.0.0.1", drainMs: 0 });
  expect(readOptions([], { HOST: "::", ERRATA_DRAIN_SECONDS: "15" })).toMatchObject({ host: "::", drainMs: 15_000 });
});
