import { dicomBombs } from "../../services/testing/dicom-bombs.ts";
import type { HostileApi } from "./bomb.ts";

interface Usage {
  readonly studies: number;
  readonly instances: number;
  readonly storedBytes: number;
}

/** DICOM files that inflate, or that have very many or very deep elements. */
export const imaging: HostileApi = {
  name: "imaging",
  credential: "acme",
  bombs: dicomBombs.map(({ name, file }) => ({
    name,
    expectedCode: "VALIDATION_FAILED",
    async send(url, credential) {
      // First, because the server closes a connection that is idle while six files are built.
      const body = file();
      const authorization = `Bearer ${credential}`;
      const created = await fetch(`${url}/v1/customers`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify({ name: "Bomb", email: `${crypto.randomUUID()}@example.com`, planId: "starter" }),
      });
      const { data } = (await created.json()) as { data: { id: string } };
      return await fetch(`${url}/v1/customers/${data.id}/studies`, {
        method: "POST",
        headers: { authorization, "content-type": "application/dicom" },
        body,
      });
    },
  })),
  // Without the number of customers and the credits, because each upload needs a customer of its own.
  async balance(url, credential) {
    const response = await fetch(`${url}/v1/usage`, { headers: { authorization: `Bearer ${credential}` } });
    const { studies, instances, storedBytes } = ((await response.json()) as { data: Usage }).data;
    return { studies, instances, storedBytes };
  },
};
