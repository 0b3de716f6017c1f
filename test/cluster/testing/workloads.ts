import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { DemoFile } from "../../../services/launch/index.ts";
import { dicomFile, newUid } from "../../../services/testing/dicom-file.ts";
import { picture } from "../../../services/testing/picture.ts";
import { reportFiles } from "../../../services/testing/report-files.ts";
import { invoice } from "../../../services/testing/running-pdf.ts";
import type { Answer, Call, Caller } from "./caller.ts";

/** Everything that the cluster has acknowledged. */
export interface Acknowledged {
  /** Ids of customers of imaging, each for 10 credits. */
  readonly customers: string[];
  /** Paths of studies, which are indexed in the background. */
  readonly studies: string[];
  /** Ids of documents of pdf, each for one credit. */
  readonly documents: string[];
  readonly jobs: string[];
  /** Ids of analyses of vision, each for one image. */
  readonly analyses: string[];
  /** Ids of confirmed orders. */
  readonly orders: string[];
  /** Orders of an account that may confirm 20: whether each was confirmed. */
  readonly limited: boolean[];
  /** Paths of notes of scribe, each charged. */
  readonly notes: string[];
  /** Every stored file: its path with the name of the API, and the hash of its content. */
  readonly files: { readonly api: string; readonly path: string; readonly sha256: string | undefined }[];
  /** Requests that were rejected although they are valid, and ids that differ between repeats. */
  readonly faults: string[];
}

/** Nothing. */
export function noneAcknowledged(): Acknowledged {
  return {
    ...{ customers: [], studies: [], documents: [], jobs: [], analyses: [] },
    ...{ orders: [], limited: [], notes: [], files: [], faults: [] },
  };
}

/** The five APIs, as a customer uses them. */
export interface Workloads {
  /** Sends one round of requests to each API, and resolves when all have a definitive result. */
  readonly rounds: readonly { readonly name: string; readonly everyMs: number; run(): Promise<void> }[];
  /** Creates the webhook of the orders. */
  subscribe(url: string): Promise<void>;
}

/** Creates the workloads. They record what is acknowledged in `done`. */
export function workloads(caller: Caller, { apis }: DemoFile, done: Acknowledged): Workloads {
  let posts = 0;
  const account = (api: string, name: string) => {
    const key = apis[api]?.credentials[name];
    const send = (call: Omit<Call, "key">) => caller.send({ ...call, path: `/${api}${call.path}`, key });
    /** Sends a request with a key, every third one twice at once. Both must have the same result. */
    const post = async (path: string, call: Partial<Call>, member: (json: any) => unknown): Promise<any> => {
      const headers = { ...call.headers, "Idempotency-Key": randomUUID() };
      posts += 1;
      const copies = posts % 3 === 0 ? [1, 2] : [1];
      const answers = await Promise.all(copies.map(() => send({ method: "POST", path, ...call, headers })));
      const [first, second = first] = answers.map((answer) => valid(`${api}${path}`, answer));
      if (first === undefined || second === undefined) throw new Error("rejected");
      if (member(first) !== member(second))
        done.faults.push(`POST /${api}${path} had two results: ${member(first)} and ${member(second)}`);
      return first;
    };
    return { send, post };
  };
  const valid = (name: string, { status, json, bytes }: Answer): any => {
    if (status >= 200 && status < 300) return json;
    done.faults.push(`${name} was rejected: ${status} ${new TextDecoder().decode(bytes).slice(0, 300)}`);
    return undefined;
  };
  const store = (api: string, path: string, content?: Uint8Array): void => {
    done.files.push({ api, path, sha256: content && hashOf(content) });
  };
  const [acme, atlas, lab] = [account("imaging", "acme"), account("pdf", "atlas"), account("vision", "lab")];
  const [ada, cleo, clinic] = [account("orders", "ada"), account("orders", "cleo"), account("scribe", "clinic")];

  async function imaging(): Promise<void> {
    const customer = { name: "A", email: `${randomUUID()}@example.com`, planId: "pocket" };
    const { data } = await acme.post("/v1/customers", { json: customer }, ({ data: { id } }) => id);
    done.customers.push(data.id);
    const studyUid = newUid();
    const content = dicomFile({ studyUid });
    const studies = `/v1/customers/${data.id}/studies`;
    const dicom = { body: () => content, headers: { "Content-Type": "application/dicom" } };
    await acme.post(studies, dicom, ({ data: { studyUid: uid } }) => uid);
    done.studies.push(`${studies}/${studyUid}`);
    // A study that is not indexed yet is not found. It needs the object store.
    while ((await acme.send({ path: `${studies}/${studyUid}/ai-lens` })).status === 404) await sleep(500);
    const { content: report, fileName, mediaType } = reportFiles.txt;
    const reports = `${studies}/${studyUid}/reports`;
    const stored = await acme.post(
      reports,
      { body: () => form(report, fileName, mediaType) },
      ({ data: { id } }) => id,
    );
    store("imaging", `/v1/customers/${data.id}/reports/${stored.data.id}/content`, report);
  }

  async function pdf(): Promise<void> {
    const designId = "dsn_00000000000000000000a001";
    const { data } = await atlas.post("/v1/pdfs", { json: { designId, variables: invoice } }, (json) => json.data.id);
    done.documents.push(data.id);
    store("pdf", `/v1/pdfs/${data.id}/content`);
    const documents = [{ variables: invoice }, { variables: invoice }];
    const job = await atlas.post("/v1/jobs", { json: { designId, documents } }, (json) => json.data.id);
    done.jobs.push(job.data.id);
  }

  async function vision(): Promise<void> {
    const content = await picture();
    const image = await lab.post("/v1/images", { body: () => form(content, "a.png", "image/png") }, ({ id }) => id);
    store("vision", `/v1/images/${image.id}/content`, content);
    const analysis = await lab.post("/v1/analyses", { json: { imageIds: [image.id] } }, ({ id }) => id);
    done.analyses.push(analysis.id);
  }

  async function order(user: typeof ada): Promise<Answer & { readonly id: string }> {
    const { id } = await user.post("/v1/orders", { json: { type: "csv_to_json" } }, (json) => json.id);
    const table = new TextEncoder().encode(`name,age\nAda,${Math.random()}\n`);
    await user.post(`/v1/orders/${id}/file`, { body: () => form(table, "table.csv", "text/csv") }, (json) => json.id);
    const headers = { "Idempotency-Key": randomUUID() };
    return { id, ...(await user.send({ method: "POST", path: `/v1/orders/${id}/confirm`, headers })) };
  }

  async function orders(): Promise<void> {
    const answer = await order(ada);
    if (valid("confirm", answer) === undefined) return;
    done.orders.push(answer.id);
    store("orders", `/v1/orders/${answer.id}/download`);
  }

  async function limitedOrders(): Promise<void> {
    const answer = await order(cleo);
    if (answer.json?.code !== "USAGE_LIMIT_EXCEEDED" && answer.json?.error?.code !== "USAGE_LIMIT_EXCEEDED")
      if (valid("confirm", answer) === undefined) return;
    done.limited.push(answer.status === 202);
  }

  async function scribe(): Promise<void> {
    const patient = await clinic.post("/v1/patients", { json: { name: "Ada", idCountry: "DE" } }, ({ id }) => id);
    const json = { consultationInternalId: randomUUID(), patientId: patient.id };
    const { id } = await clinic.post("/v1/consultations", { json }, (consultation) => consultation.id);
    const path = `/v1/consultations/${id}`;
    valid("transcript", await clinic.send({ method: "PUT", path: `${path}/transcript`, json: transcript }));
    await clinic.post(`${path}/session-scribe`, {}, ({ version }) => version);
    done.notes.push(`/scribe${path}/session-scribe`);
  }

  return {
    rounds: [
      { name: "imaging", everyMs: 3_000, run: imaging },
      { name: "pdf", everyMs: 3_000, run: pdf },
      { name: "vision", everyMs: 3_500, run: vision },
      { name: "orders", everyMs: 3_500, run: orders },
      { name: "limited orders", everyMs: 4_000, run: limitedOrders },
      { name: "scribe", everyMs: 2_500, run: scribe },
    ],
    async subscribe(url) {
      await ada.post("/v1/webhooks", { json: { url } }, ({ id }) => id);
    },
  };
}

/** Returns the SHA-256 of a content, hexadecimal. */
export function hashOf(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function form(content: Uint8Array<ArrayBuffer>, fileName: string, mediaType: string): FormData {
  const data = new FormData();
  data.set("file", new Blob([content], { type: mediaType }), fileName);
  return data;
}

const transcript = {
  segments: [
    { speaker: "Patient", start: 0, end: 6.5, text: "I have had a sore throat since Monday." },
    {
      speaker: "Doctor",
      start: 7,
      end: 15,
      text: "This is most likely viral. Take 400 mg ibuprofen three times a day.",
    },
  ],
};
