import { cancel, find } from "../../../lib/orders.ts";
import { route } from "../../../lib/route.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  async GET(_request, { params }) {
    const { orderId = "" } = await params;
    return Response.json(find(orderId));
  },
  async DELETE(_request, { params }) {
    const { orderId = "" } = await params;
    return Response.json(cancel(orderId));
  },
});
