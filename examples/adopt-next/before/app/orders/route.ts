import { create, ListQuery, NewOrder, orders } from "../../lib/orders.ts";
import { route } from "../../lib/route.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET(request) {
    const { status } = ListQuery.parse(Object.fromEntries(new URL(request.url).searchParams));
    return Response.json([...orders.values()].filter((order) => status === undefined || order.status === status));
  },
  async POST(request) {
    const order = create(NewOrder.parse(await request.json()));
    return Response.json(order, { status: 201, headers: { Location: `/orders/${order.id}` } });
  },
});
