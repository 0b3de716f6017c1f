import { ship } from "../../../../lib/orders.ts";
import { route } from "../../../../lib/route.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  async POST(_request, { params }) {
    const { orderId = "" } = await params;
    return Response.json(ship(orderId), { status: 202 });
  },
});
