import { Agent } from "node:http";
import { isDeepStrictEqual } from "node:util";
import type { RecordedExchange } from "errata/reference";
import type { RunningDemo } from "./demo-api.ts";
import { replacePlaceholders, type Values, valueAt } from "./placeholders.ts";
import type { Step } from "./scenario.ts";
import { type SentResponse, sendRequest } from "./send-request.ts";

/** How often a request is repeated until its response has the expected values. The background jobs run before each attempt. */
const maxAttempts = 20;

/** Sends the requests of one run, and keeps the captured values between them. */
export interface Run {
  /** Sends the request of a step as often as the step says. @returns the last response */
  send(step: Step | RecordedExchange): Promise<SentResponse>;
  /** Returns the values of all placeholders so far. */
  values(): Values;
}

/** The members of a demo that a run needs. */
export type RunTarget = Pick<RunningDemo, "url" | "values" | "work" | "failedJobs">;

/** Starts a run. @param uuid value of the placeholder `{{uuid}}` */
export function startRun(demo: RunTarget, uuid: string): Run {
  const { pathname } = new URL(demo.url);
  let values: Values = { ...demo.values, uuid, base: pathname };
  return {
    values: () => values,
    async send({ request, times = 1, until, capture = {} }) {
      const sent = replacePlaceholders(request, values);
      // One per step: the server closes idle connections, and the work between two steps can take long.
      const agent = new Agent({ keepAlive: true, maxSockets: 10 });
      try {
        // Repetitions exhaust a limit. On a busy machine the limit would recover while they were sent one after the other.
        await Promise.all(Array.from({ length: times - 1 }, () => sendRequest(demo.url, sent, agent)));
        let response = await sendRequest(demo.url, sent, agent);
        for (let attempt = 1; until !== undefined && !hasValues(response, until); attempt += 1) {
          if (attempt > maxAttempts) throw new Error(neverReturned(sent.path, until, response, demo));
          await demo.work();
          response = await sendRequest(demo.url, sent, agent);
        }
        values = { ...values, ...captured(response, capture) };
        return response;
      } finally {
        agent.destroy();
      }
    },
  };
}

function hasValues(response: SentResponse, expected: Readonly<Record<string, unknown>>): boolean {
  const body = JSON.parse(response.body.toString());
  return Object.entries(expected).every(([pointer, value]) => isDeepStrictEqual(valueAt(body, pointer), value));
}

function captured({ body, status }: SentResponse, pointers: Readonly<Record<string, string>>): Values {
  return Object.fromEntries(
    Object.entries(pointers).map(([name, pointer]) => {
      const text = body.toString();
      const value = valueAt(JSON.parse(text), pointer);
      if (typeof value === "string" || typeof value === "number") return [name, String(value)];
      throw new Error(`The response has no value at ${pointer} for {{${name}}}: ${status} ${text.slice(0, 200)}`);
    }),
  );
}

function neverReturned(path: string, until: object, { body }: SentResponse, { failedJobs }: RunTarget): string {
  const errors = failedJobs.map(({ job, error }) => `${job}: ${error}`);
  return [`${path} never returned ${JSON.stringify(until)}. It returned ${body}`, ...errors].join("\n");
}
