/** Serves the responses of the benchmark in its own process. Sends its port to the parent. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const success = JSON.stringify({
  id: "r_1234",
  name: "A render",
  width: 1920,
  height: 1080,
  state: "done",
  credits: 12,
});
const failure = JSON.stringify({
  error: { code: "INVALID_SIZE", message: "The width must be at most 8192.", details: { field: "width", max: 8192 } },
});

const server = createServer((request, response) => {
  const isFailure = request.url?.startsWith("/failure") === true;
  const body = isFailure ? failure : success;
  response
    .writeHead(isFailure ? 422 : 200, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
      "X-Request-Id": "0f8fad5b-d9cb-469f-a165-70867728950e",
    })
    .end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());
