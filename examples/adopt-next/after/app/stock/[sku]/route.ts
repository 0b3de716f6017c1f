import { stock } from "../../../lib/orders.ts";
import { route } from "../../../lib/route.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  async GET(_request, { params }) {
    const { sku = "" } = await params;
    if (sku === "lamp") throw new Error("stock system is in maintenance");
    if (sku === "sofa") throw new Error("connect ECONNREFUSED 10.0.0.5:5432");
    return Response.json({ sku, left: stock.get(sku) ?? 0 });
  },
});
