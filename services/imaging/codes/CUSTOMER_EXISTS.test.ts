import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { customer, imagingDemo, newCustomer } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("CUSTOMER_EXISTS", () => {
  const other = { ...customer, email: "ben-{{uuid}}@example.com" };
  recordsExchange(imagingDemo, "CUSTOMER_EXISTS", {
    steps: [newCustomer, as("acme").post("/v1/customers", customer, { note: "the same email address" })],
    works: as("acme").post("/v1/customers", other, { note: "another email address" }),
  });

  onEveryEngine((running) => {
    const body = (email: string) => ({ name: "Ada", email, planId: "starter" });

    it("returns 409 with the id of the customer that has the email address, ignoring case", async () => {
      const { openPartner } = running();
      const [partner, other] = [await openPartner(), await openPartner()];
      const customerId = await partner.newCustomer({ email: "ada@example.com" });
      for (const email of ["ada@example.com", "ADA@Example.COM"]) {
        expectError(await partner.post("/v1/customers", body(email)), 409, {
          code: "CUSTOMER_EXISTS",
          message: "A customer with this email already exists.",
          details: { customerId },
        });
      }
      expect((await other.post("/v1/customers", body("ada@example.com"))).status).toBe(201);
    });

    it("returns 409 for the address of a suspended customer, and 201 after the customer is deleted", async () => {
      const partner = await running().openPartner();
      const customerId = await partner.newCustomer({ email: "eve@example.com" });
      await partner.post(`/v1/customers/${customerId}/suspend`);
      expect((await partner.post("/v1/customers", body("eve@example.com"))).status).toBe(409);
      await partner.delete(`/v1/customers/${customerId}`);
      expect((await partner.post("/v1/customers", body("eve@example.com"))).status).toBe(201);
    });

    it("returns 409 to all but one of twenty simultaneous requests, and charges once", async () => {
      const partner = await running().openPartner({ credits: 1_000 });
      const storm = Array.from({ length: 20 }, () => partner.post("/v1/customers", body("storm@example.com")));
      const statuses = (await Promise.all(storm)).map(({ status }) => status).sort();
      expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
      expect((await partner.get("/v1/credits")).json.data.available).toBe(960);
    });
  });
});
