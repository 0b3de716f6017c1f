import { setTimeout as wait } from "node:timers/promises";
import { dicomBombs } from "../../services/testing/dicom-bombs.ts";
import { dicomFile } from "../../services/testing/dicom-file.ts";
import { type ReportBomb, reportBombs, reportTypes } from "../../services/testing/report-bombs.ts";
import type { Bomb, HostileApi } from "./bomb.ts";
import { pace } from "./pace.ts";

interface Usage {
  readonly studies: number;
  readonly instances: number;
  readonly storedBytes: number;
}

const waitForRateLimit = pace(120);

/** DICOM files that inflate, or that have very many or very deep elements, and reports that unpack to gigabytes. */
export const imaging: HostileApi = {
  name: "imaging",
  credentials: ["acme"],
  bombs: [...dicomBombs.map(dicomBomb), ...reportBombs.map(reportBomb)],
  // Without the number of customers and the credits, because each upload needs a customer of its own.
  async balance(url, credential) {
    const response = await fetch(`${url}/v1/usage`, { headers: { authorization: `Bearer ${credential}` } });
    if (!response.ok) throw new Error(`the usage cannot be read: ${response.status}`);
    const { studies, instances, storedBytes } = ((await response.json()) as { data: Usage }).data;
    return { studies, instances, storedBytes };
  },
};

function dicomBomb({ name, file }: (typeof dicomBombs)[number]): Bomb {
  let body = new Uint8Array();
  let customer = "";
  return {
    name,
    expectedCode: "VALIDATION_FAILED",
    async prepare(url, credential, copies) {
      body = file();
      // The customer, and the usage before and after.
      await waitForRateLimit(credential, copies + 3);
      customer = await newCustomer(url, credential);
    },
    send: (url, credential) => upload(url + customer, credential, body),
  };
}

function reportBomb({ name, extension, content }: ReportBomb): Bomb {
  let body = new FormData();
  let study = "";
  return {
    name,
    expectedCode: "INVALID_REPORT_TYPE",
    async prepare(url, credential, copies) {
      body = new FormData();
      const file = new File([new Uint8Array(content())], `report.${extension}`, { type: reportTypes[extension] });
      body.set("file", file);
      indexed ??= newStudy(url, credential);
      study = await indexed;
      // The usage before and after.
      await waitForRateLimit(credential, copies + 2);
    },
    send: (url, credential) =>
      fetch(`${url}${study}/reports`, { method: "POST", headers: { authorization: `Bearer ${credential}` }, body }),
  };
}

/** The study of all reports. */
let indexed: Promise<string> | undefined;

/** Creates a study and waits until it is indexed, because reports need that. @returns its path */
async function newStudy(url: string, credential: string): Promise<string> {
  await waitForRateLimit(credential, 22);
  const customer = await newCustomer(url, credential);
  const stored = (await (await upload(url + customer, credential, dicomFile())).json()) as {
    data: { study: { studyUid: string } };
  };
  const study = `${customer}/studies/${stored.data.study.studyUid}`;
  const headers = { authorization: `Bearer ${credential}` };
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if ((await fetch(`${url}${study}/ai-lens`, { headers })).ok) return study;
    await wait(500);
  }
  throw new Error("the study was not indexed");
}

/** Creates a customer. @returns its path */
async function newCustomer(url: string, credential: string): Promise<string> {
  const created = await fetch(`${url}/v1/customers`, {
    method: "POST",
    headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Bomb", email: `${crypto.randomUUID()}@example.com`, planId: "starter" }),
  });
  const { data } = (await created.json()) as { data: { id: string } };
  return `/v1/customers/${data.id}`;
}

function upload(customer: string, credential: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  const headers = { authorization: `Bearer ${credential}`, "content-type": "application/dicom" };
  return fetch(`${customer}/studies`, { method: "POST", headers, body });
}
