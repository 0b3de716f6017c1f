import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { pinoRecorder } from "errata/pino";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChatBehaviour, type ChatServer, startChatServer } from "../testing/chat-server.ts";
import { type HttpClient, httpClient, type Reply } from "../testing/http-client.ts";
import { type Launched, launch } from "../testing/launched.ts";
import { modelNote, onEveryEngine } from "../testing/running-scribe.ts";

/** Returns a unique text for one place that can hold health data, so that a leak shows where it came from. */
let planted = 0;
function canary(): string {
  planted += 1;
  return `CANARY${String(planted).padStart(4, "0")} Jane Roe`;
}
/** The same for a path or an identifier. */
const canaryId = (): string => canary().replaceAll(" ", "-");

/** The same in the form of a program's identifier. */
const canaryName = (): string => canary().replaceAll(" ", "_");

const json = { "Content-Type": "application/json" };

/** Sends requests that fail in every known way. @param url address of the API @returns every error response */
async function provokeErrors(url: string, key: string, model: ChatServer): Promise<Reply[]> {
  const client = httpClient(url, key);
  model.always({ does: "answer", content: { ...modelNote, plan: canary() } });
  const { path, patientPath, internalIds } = await plantRecords(client);
  const [visit, patient] = internalIds;
  const send = (method: string, at: string, body: unknown): Promise<Reply> =>
    client.send(method, at, typeof body === "string" ? body : JSON.stringify(body), json);
  const segment = { speaker: canary(), start: 0, end: 1, text: canary() };
  const bodies: readonly (readonly [method: string, path: string, body: unknown])[] = [
    // Values of the wrong type, in every field.
    ...["name", "patientInternalId", "idCountry", "idNumber", "birthDate"].flatMap((field) => [
      ["POST", "/v1/patients", { name: "Ada", [field]: canary().repeat(30) }] as const,
      ["POST", "/v1/patients", { name: "Ada", [field]: [canary()] }] as const,
      ["PATCH", patientPath, { [field]: { [canary()]: canary() } }] as const,
      ["POST", "/v1/patients", { name: "Ada", [field]: `${canary()}\u0000` }] as const,
    ]),
    ...["consultationInternalId", "patientId", "reason", "startedAt"].flatMap((field) => [
      ["POST", "/v1/consultations", { consultationInternalId: "a", [field]: canary().repeat(30) }] as const,
      ["PATCH", path, { [field]: [canary()] }] as const,
      ["PATCH", path, { [field]: `${canary()}\ud800` }] as const,
    ]),
    ["PUT", `${path}/transcript`, { text: canary(), segments: [segment] }],
    ["PUT", `${path}/transcript`, { text: `${canary()}\u0000` }],
    ["PUT", `${path}/transcript`, { segments: [{ ...segment, start: canary() }] }],
    ["PUT", `${path}/transcript`, { segments: [{ ...segment, end: -1 }] }],
    ["PUT", `${path}/transcript`, { segments: [{ ...segment, text: [canary()] }] }],
    ["PUT", `${path}/transcript`, { segments: [{ ...segment, [canary()]: canary() }] }],
    ["PUT", "/v1/account/configuration", { provider: canary(), template: { sections: [canary()] } }],
    ["PUT", "/v1/account/configuration", { provider: canary(), template: { sections: ["plan"] } }],
    ["POST", `${path}/session-scribe`, { [canary()]: canary() }],
    // Field names.
    ["POST", "/v1/patients", { name: "Ada", [canary()]: 1 }],
    ["POST", "/v1/patients", { name: "Ada", [canaryId()]: 1 }],
    ["POST", "/v1/patients", { [canary()]: { [canary()]: canary() } }],
    // Bodies that are not JSON or not text.
    ["POST", "/v1/patients", `{"name":"${canary()}" ${canary()}}`],
    ["POST", "/v1/patients", canary()],
    ["POST", "/v1/patients", `"${canary()}"`],
    ["PUT", `${path}/transcript`, `{"text":"${canary()}`],
    // Identifiers that are taken, and ids that do not exist.
    ["POST", "/v1/consultations", { consultationInternalId: visit, reason: canary() }],
    ["POST", "/v1/patients", { name: canary(), patientInternalId: patient }],
    ["POST", "/v1/consultations", { consultationInternalId: canaryId(), patientId: canaryId() }],
    // Values above the limits.
    ["POST", "/v1/patients", { name: canary().repeat(100_000) }],
  ];
  const replies: Reply[] = [];
  for (const [method, at, body] of bodies) replies.push(await send(method, at, body));
  replies.push(await client.send("POST", "/v1/patients", canary(), { "Content-Type": `text/${canaryId()}` }));
  // Keys that are malformed, and that were used for another request.
  const reused = { "Idempotency-Key": canaryId() };
  replies.push(await client.post("/v1/patients", { name: canary() }, { "Idempotency-Key": canary() }));
  expect((await client.post("/v1/patients", { name: canary() }, reused)).status).toBe(201);
  replies.push(await client.post("/v1/patients", { name: canary() }, reused));
  for (const at of pathsAndQueries(path)) replies.push(await client.get(at));
  replies.push(await httpClient(url, canaryId()).get("/v1/patients"));
  for (const behaviour of faultsOfModel()) {
    // Repeated, because the service retries transient failures.
    model.always(behaviour);
    replies.push(await client.post(`${path}/session-scribe`));
  }
  // Identifiers are quoted to the caller who sent them and to nobody else.
  for (const body of [
    { name: "Ada", [canaryName()]: 1 },
    { name: "Ada", birthDate: { [canaryName()]: 1 } },
  ])
    expect((await send("POST", "/v1/patients", body)).status).toBe(400);
  expect((await client.get(`/v1/patients?${canaryName()}=1`)).status).toBe(400);
  await sendGarbage(url, key);
  await leave(url, key, path, model);
  return replies;
}

/** Stores canaries in every field of every resource and reads them back. */
async function plantRecords(client: HttpClient) {
  const internalIds = [canaryId(), canaryId()] as const;
  const patientBody = { name: canary(), idNumber: canary(), idCountry: "DE", birthDate: "1980-12-31" };
  const patient = await client.post("/v1/patients", { ...patientBody, patientInternalId: internalIds[1] });
  const visit = { consultationInternalId: internalIds[0], patientId: patient.json.id, reason: canary() };
  const consultation = await client.post("/v1/consultations", visit);
  const path = `/v1/consultations/${consultation.json.id}`;
  const texts = [canary(), canary()];
  await client.put(`${path}/transcript`, { text: `${texts[0]}: I have had pain since Monday.` });
  const segments = [{ speaker: canary(), start: 0, end: 1, text: `${texts[1]} has had pain since Monday.` }];
  const transcript = await client.put(`${path}/transcript`, { segments });
  const note = await client.post(`${path}/session-scribe`);
  const patientPath = `/v1/patients/${patient.json.id}`;
  const read = [patientPath, "/v1/patients", path, "/v1/consultations", `${path}/transcript`, `${path}/session-scribe`];
  for (const reply of [
    patient,
    consultation,
    transcript,
    note,
    ...(await Promise.all(read.map((at) => client.get(at)))),
  ]) {
    expect([200, 201]).toContain(reply.status);
    expect(reply.text).toContain("CANARY");
    expect(reply.headers.get("cache-control")).toBe("no-store");
    expect([...reply.headers].join()).not.toContain("CANARY");
  }
  return { path, patientPath, internalIds };
}

function pathsAndQueries(path: string): readonly string[] {
  return [
    ...[`/${canaryId()}`, `/v1/patients/${canaryId()}`, `/v1/consultations/${encodeURIComponent(canary())}/transcript`],
    ...[`${path}/${canaryId()}`, `${path}/session-scribe/versions/${canaryId()}`, `/v1/${canaryId()}?${canaryId()}=1`],
    ...[
      `/v1/patients?limit=${canaryId()}`,
      `/v1/patients?cursor=${canaryId()}`,
      `/v1/patients?${canaryId()}=${canaryId()}`,
    ],
    ...[`/v1/account?name=${canaryId()}`, `/v1/patients?limit=1&limit=${canaryId()}`],
    ...[`/v1/consultations?patientId=${encodeURIComponent(canary())}`, `/v1/patients/%zz${canaryId()}`],
    `/v1/patients/${canaryId().repeat(1_000)}`,
  ];
}

/** Model responses that quote the request. */
function faultsOfModel(): readonly ChatBehaviour[] {
  return [
    { does: "fail", status: 400, message: canary(), code: canaryId() },
    { does: "fail", status: 500, message: canary(), code: canaryId() },
    { does: "send", body: `<html>${canary()}</html>`, mediaType: `text/html; of=${canaryId()}` },
    { does: "send", body: `{"choices":["${canary()}` },
    { does: "send", body: `{"success":false,"error":{"code":"${canaryId()}","message":"${canary()}"}}` },
    { does: "send", body: `{"choices":[{"message":{"content":null,"refusal":"${canary()}"}}]}` },
    { does: "answer", content: canary() },
    { does: "answer", content: { ...modelNote, [canary()]: canary() } },
    { does: "answer", content: { ...modelNote, plan: [canary()] } },
    { does: "answer", content: { ...modelNote, plan: canary() }, finishReason: "length" },
    { does: "answer", content: canary(), finishReason: "content_filter" },
    { does: "redirect", to: `http://127.0.0.1:9/${canaryId()}` },
    { does: "truncate" },
    { does: "hang_up" },
  ];
}

/** Bytes that are not HTTP, or only part of a request. */
async function sendGarbage(url: string, key: string): Promise<void> {
  const { port, pathname } = new URL(url);
  const head = `POST ${pathname}/v1/patients HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n`;
  for (const bytes of [
    `${canary()}\r\n\r\n`,
    `GET ${pathname}/${canary()} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `${head}Transfer-Encoding: chunked\r\n\r\n${canary()}\r\n`,
    `${head}Content-Length: 500\r\n\r\n{"name":"${canary()}`,
    `${head}${canary()}\r\n\r\n`,
  ]) {
    const socket = connect(Number(port), "127.0.0.1", () => socket.end(bytes));
    socket.on("error", () => undefined);
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).not.toContain("CANARY");
  }
}

/** Disconnects in the middle of a body and while a note is written. */
async function leave(url: string, key: string, path: string, model: ChatServer): Promise<void> {
  const authorization = `Bearer ${key}`;
  model.next({ does: "stall_in_body" });
  const asked = model.requests.length;
  const controller = new AbortController();
  const making = fetch(`${url}${path}/session-scribe`, {
    method: "POST",
    headers: { authorization },
    signal: controller.signal,
  });
  const gone = expect(making).rejects.toThrow();
  await expect.poll(() => model.requests.length, { timeout: 5_000 }).toBe(asked + 1);
  controller.abort();
  await gone;
  await model.requests.at(-1)?.ended;
}

function expectSilent(replies: readonly Reply[]): void {
  expect(replies.length).toBeGreaterThan(70);
  for (const { status, text, headers } of replies) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain("CANARY");
    expect([...headers].join("\n")).not.toContain("CANARY");
    expect(headers.get("cache-control")).toBe("no-store");
  }
}

describe("health data", () => {
  let model: ChatServer;
  beforeAll(async () => {
    model = await startChatServer();
  });
  afterAll(() => model.stop());

  let folder: string;
  let launched: Launched;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "errata-health-"));
    launched = await launch(folder, {
      LOG_LEVEL: "trace",
      ERRATA_PROVIDER_URL: model.url,
      ERRATA_PROVIDER_KEY: model.key,
      ERRATA_PROVIDER_MODEL: model.model,
    });
  });
  afterAll(async () => {
    await launched.end("SIGKILL");
    await rm(folder, { recursive: true });
  });

  it("is stored only in the database: no failure writes it to the log or to an error response", async () => {
    const { url, credentials } = launched.demo.apis.scribe!;
    const replies = await provokeErrors(url, credentials.model ?? "", model);
    expectSilent(replies);
    const requestIds = replies.map(({ headers }) => headers.get("x-request-id") ?? "none");
    await expect.poll(() => launched.output(), { timeout: 5_000 }).toContain(requestIds.at(-1));
    expect(await launched.end("SIGTERM")).toBe(0);
    // Proves that the log was written: one line per error.
    for (const id of requestIds) expect(launched.output()).toContain(id);
    expect(launched.output()).not.toContain("CANARY");
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || file.name.startsWith("errata.db")) continue;
      expect(await readFile(join(file.parentPath, file.name), "latin1"), file.name).not.toContain("CANARY");
    }
  });

  onEveryEngine((running) => {
    it("is not in any occurrence, at any depth, nor in any log line of one", async () => {
      const { url, openAccount, occurrences, failedJobs, model: ownModel } = running();
      const { key } = await openAccount({ provider: "chat" });
      const replies = await provokeErrors(url, key, ownModel);
      expectSilent(replies);
      expect(occurrences.length).toBeGreaterThanOrEqual(replies.length);
      expect(failedJobs).toEqual([]);
      const printed = inspect(occurrences, {
        depth: 12,
        showHidden: true,
        maxArrayLength: null,
        maxStringLength: null,
      });
      expect(printed.match(/.*CANARY.*/g)).toBeNull();
      const lines: string[] = [];
      const record = pinoRecorder(pino({ level: "trace" }, { write: (line: string) => void lines.push(line) }));
      for (const occurrence of occurrences) record(occurrence);
      expect(lines).toHaveLength(occurrences.length);
      expect(lines.join("")).not.toContain("CANARY");
    });
  });
});
