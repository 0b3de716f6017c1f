import type { Archive } from "errata/support";
import { expect, it } from "vitest";
import { openConsole } from "./open-console.ts";
import { readOptions } from "./read-options.ts";

const operator = { token: "0123456789abcdef0123456789abcdef", isNew: false, path: undefined };

it.each(["https://traces.example.com", "javascript:alert('{traceId}')"])(
  "rejects ERRATA_TRACE_URL=%s, which is not the address of a trace",
  async (address) => {
    const options = readOptions([], { ERRATA_TRACE_URL: address });
    await expect(openConsole(options, operator, {} as Archive, [])).rejects.toThrow(
      "Expected ERRATA_TRACE_URL to be an address such as https://traces.example.com/{traceId}, received",
    );
  },
);
