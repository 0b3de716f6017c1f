/** Messages in Arabic. */
export const arabic = {
  AUTH_NOT_AUTHENTICATED: "سجّل الدخول أولاً: لا يحمل الطلب أي رمز دخول.",
  AUTH_TOKEN_EXPIRED: "انتهت صلاحية رمز الدخول.",
  AUTH_TOKEN_INVALID: "رمز الدخول غير صالح.",
  AUTH_TOKEN_INVALID_FORMAT: "صيغة رمز الدخول غير صحيحة.",
  AUTH_FORBIDDEN: "تتطلب هذه العملية الصلاحية {requiredScope}.",
  VALIDATION_FAILED: "الطلب غير صالح.",
  VALIDATION_IDEMPOTENCY_KEY_INVALID: "لا يمكن استخدام مفتاح عدم التكرار هذا.",
  INVALID_PARAMETER: "المعامل {parameter} غير صالح.",
  ORDER_NOT_FOUND: "لم يُعثر على الطلبية.",
  ORDER_NOT_PENDING: "لم تعد الطلبية معلّقة: {status, select, uploaded {اكتملت ملفاتها} other {حالتها {status}}}.",
  ORDER_NOT_OWNER: "هذه الطلبية تخص مستخدماً آخر في الحساب نفسه.",
  ORDER_EXPIRED: "انتهت مدة الطلبية.",
  ORDER_NOT_COMPLETED:
    "لا توجد نتيجة للطلبية بعد: {status, select, pending {تنتظر الملفات} uploaded {تنتظر التأكيد} confirmed {تنتظر المعالجة} processing {قيد المعالجة} other {حالتها {status}}}.",
  ORDER_FILE_NOT_UPLOADED: "ملفات ناقصة: رُفع {uploaded, number} من أصل {required, number}.",
  ORDER_ALREADY_CONFIRMED: "سبق تأكيد الطلبية.",
  ORDER_ALREADY_COMPLETED: "سبق إكمال الطلبية.",
  ORDER_ALREADY_FAILED:
    "فشلت الطلبية: {reason, select, cancelled {أُلغيت} file_not_readable {تعذّرت قراءة أحد الملفات} rows_not_valid {في الجدول صفوف غير صالحة} quantity_exceeded {تحتوي على أكثر من الكمية المطلوبة} other {حدث خطأ من جهتنا}}.",
  ORDER_TYPE_NOT_MATCH: "هذا لا يناسب طلبية من النوع {orderType}.",
  ORDER_TYPE_CANT_DOWNLOAD: "لا يوجد ملف للتنزيل في طلبية من النوع {orderType}.",
  ORDER_TIMEOUT:
    "استغرقت المعالجة أكثر من {deadlineSec, plural, one {ثانية واحدة} two {ثانيتين} few {# ثوانٍ} many {# ثانية} other {# ثانية}} فأُوقفت.",
  USAGE_LIMIT_EXCEEDED:
    "تسمح الخطة {planId} {scope, select, orders_per_month {{limit, plural, zero {بلا طلبيات} one {بطلبية واحدة} two {بطلبيتين} few {بـ # طلبيات} many {بـ # طلبية} other {بـ # طلبية}} في الشهر} uncharged_seconds_per_hour {بما لا يزيد على {limit, number} ثانية من المعالجة في الساعة للطلبيات التي تفشل أو تتجاوز المهلة أو تُلغى} other {بما لا يزيد على {limit, number} لكل طلبية}}.",
  USAGE_NOT_ENOUGH:
    "تحتاج الطلبية إلى {required, plural, zero {صفر وحدة} one {وحدة واحدة} two {وحدتين} few {# وحدات} many {# وحدة} other {# وحدة}}؛ {current, plural, zero {لم يبق شيء} one {بقيت وحدة واحدة} two {بقيت وحدتان} few {بقيت # وحدات} many {بقيت # وحدة} other {بقيت # وحدة}} هذا الشهر.",
  PLAN_NOT_FOUND: "لم يُعثر على الخطة.",
  WEBHOOK_NOT_FOUND: "لم يُعثر على خطاف الويب.",
  RATE_LIMIT_EXCEEDED:
    "طلبات كثيرة جداً. أعد المحاولة بعد {retryAfterSec, plural, zero {لحظات} one {ثانية واحدة} two {ثانيتين} few {# ثوانٍ} many {# ثانية} other {# ثانية}}.",
  SERVER_INTERNAL_ERROR: "حدث خطأ غير متوقع من جهتنا. أعد المحاولة لاحقاً.",
  MALFORMED_REQUEST: "الطلب ليس بصيغة HTTP صحيحة.",
  ROUTE_NOT_FOUND: "لا توجد عملية بهذا المسار.",
  METHOD_NOT_ALLOWED: "لا يقبل هذا المسار هذه الطريقة.",
  NOT_ACCEPTABLE: "لا يمكن الرد بأي من الأنواع المقبولة.",
  REQUEST_TIMEOUT: "لم يصل الطلب في الوقت المحدد.",
  LENGTH_REQUIRED: "يحتاج الطلب إلى Content-Length.",
  BODY_TOO_LARGE: "محتوى الطلب كبير جداً.",
  URI_TOO_LONG: "العنوان طويل جداً.",
  UNSUPPORTED_MEDIA_TYPE: "نوع المحتوى غير مدعوم.",
  HEADERS_TOO_LARGE: "ترويسات الطلب كبيرة جداً.",
  REQUEST_CANCELLED: "أُلغي الطلب.",
  NOT_IMPLEMENTED: "هذه الطريقة غير مدعومة.",
  SERVICE_UNAVAILABLE: "الخدمة غير متاحة مؤقتاً.",
  OPERATION_TIMEOUT: "استغرقت العملية وقتاً أطول من المسموح.",
};
