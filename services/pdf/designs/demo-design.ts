/** The design of the demo: an invoice with a table, a barcode, a QR code and numbered pages. */
export const demoDesign = {
  name: "Invoice",
  externalId: "demo-invoice",
  page: {
    blocks: [
      { type: "text", text: "Invoice {{number}}", size: 20, bold: true },
      { type: "space", height: 12 },
      { type: "text", text: "{{customer.name}}\n{{customer.city}}" },
      { type: "space", height: 18 },
      {
        type: "table",
        rows: "lines",
        columns: [
          { header: "Article", value: "{{article}}", total: "Total", width: 3 },
          {
            header: "Quantity",
            value: "{{quantity | number}}",
            total: "{{sum(lines.quantity) | number}}",
            align: "end",
          },
          { header: "Price", value: "{{price | currency:EUR}}", align: "end" },
        ],
      },
      { type: "space", height: 18 },
      { type: "barcode", symbology: "code128", value: "{{number}}" },
      { type: "space", height: 12 },
      { type: "qr", value: "https://pay.example/{{number}}" },
    ],
    footer: [{ type: "text", text: "Page {{@page}} of {{@pages}}", size: 9, align: "end" }],
  },
  variables: {
    type: "object",
    required: ["number", "customer", "lines"],
    additionalProperties: false,
    properties: {
      number: { type: "string", minLength: 1, maxLength: 20 },
      customer: {
        type: "object",
        required: ["name"],
        properties: { name: { type: "string" }, city: { type: "string" } },
      },
      lines: {
        type: "array",
        maxItems: 1000,
        items: {
          type: "object",
          required: ["article", "quantity", "price"],
          properties: {
            article: { type: "string" },
            quantity: { type: "integer", minimum: 1 },
            price: { type: "number" },
          },
        },
      },
    },
  },
} as const;
