import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as, raw } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

const message = "Invalid request syntax or parameters";

describe("BAD_REQUEST", () => {
  recordsExchange(visionDemo, "BAD_REQUEST", {
    steps: [
      raw("GET", "/v1/account", ["GET {{base}}/v1/account HTTP/1.1", "Host: localhost", "not a header", "", ""], {
        note: "a line that is not a header",
      }),
    ],
    works: as("lab").get("/v1/account"),
  });

  inBothForms()((running) => {
    async function sendRaw(head: string): Promise<string> {
      const { port } = new URL(running().url);
      const socket = connect(Number(port), "127.0.0.1", () => socket.end(head));
      let answer = "";
      for await (const chunk of socket) answer += String(chunk);
      return answer;
    }

    it.each([
      ["without a Host", "GET /vision/v1/images HTTP/1.1\r\n\r\n"],
      ["with a header that is none", "GET /vision/v1/images HTTP/1.1\r\nHost: x\r\nno header\r\n\r\n"],
    ])("is returned for a request %s", async (_, head) => {
      const answer = await sendRaw(head);
      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
      const [headers = "", body = ""] = answer.split("\r\n\r\n");
      const requestId = /x-request-id: (\S+)/i.exec(headers)?.[1];
      expect(body).toBe(
        JSON.stringify(
          running().unified
            ? { error: { code: "BAD_REQUEST", message, details: {} }, request_id: requestId }
            : { detail: message },
        ),
      );
    });
  });
});
