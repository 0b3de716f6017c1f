/** Messages in Japanese. */
export const japanese = {
  AUTH_NOT_AUTHENTICATED: "先にサインインしてください。リクエストにトークンがありません。",
  AUTH_TOKEN_EXPIRED: "トークンの有効期限が切れています。",
  AUTH_TOKEN_INVALID: "トークンが無効です。",
  AUTH_TOKEN_INVALID_FORMAT: "トークンの形式が正しくありません。",
  AUTH_FORBIDDEN: "この操作には権限 {requiredScope} が必要です。",
  VALIDATION_FAILED: "リクエストが正しくありません。",
  VALIDATION_IDEMPOTENCY_KEY_INVALID: "この冪等キーは使用できません。",
  REQUEST_IN_PROGRESS: "この冪等キーを使った最初のリクエストはまだ処理中です。",
  SECRET_ALREADY_ROTATED:
    "シークレットはすでに更新されています。古いシークレットが無効になった後で、もう一度更新できます。",
  INVALID_PARAMETER: "パラメーター {parameter} が正しくありません。",
  ORDER_NOT_FOUND: "注文が見つかりません。",
  ORDER_NOT_PENDING:
    "注文はもう受付中ではありません（{status, select, uploaded {ファイルはすべてアップロード済みです} other {状態: {status}}}）。",
  ORDER_NOT_OWNER: "この注文は同じアカウントの別のユーザーのものです。",
  ORDER_EXPIRED: "注文の期限が切れています。",
  ORDER_NOT_COMPLETED:
    "注文の結果はまだありません（{status, select, pending {ファイル待ち} uploaded {確認待ち} confirmed {処理待ち} processing {処理中} other {状態: {status}}}）。",
  ORDER_FILE_NOT_UPLOADED:
    "ファイルが足りません。{required, number} 個中 {uploaded, number} 個がアップロード済みです。",
  ORDER_ALREADY_CONFIRMED: "注文はすでに確認済みです。",
  ORDER_ALREADY_COMPLETED: "注文はすでに完了しています。",
  ORDER_ALREADY_FAILED:
    "注文は失敗しました（{reason, select, cancelled {キャンセルされました} file_not_readable {読み取れないファイルがあります} rows_not_valid {表に正しくない行があります} quantity_exceeded {注文した数量を超えています} other {サーバー側の問題です}}）。",
  ORDER_TYPE_NOT_MATCH: "種類 {orderType} の注文には合いません。",
  ORDER_TYPE_CANT_DOWNLOAD: "種類 {orderType} の注文にはダウンロードできるファイルがありません。",
  ORDER_TIMEOUT: "処理が {deadlineSec, number} 秒を超えたため中止しました。",
  USAGE_LIMIT_EXCEEDED:
    "プラン {planId} の上限は{scope, select, orders_per_month {1 か月に {limit, number} 件} uncharged_seconds_per_hour {失敗・時間切れ・キャンセルとなる注文の処理は 1 時間に {limit, number} 秒まで} other {1 件の注文につき {limit, number}}}です。",
  USAGE_NOT_ENOUGH:
    "この注文には {required, number} 単位が必要ですが、今月の残りは{current, plural, =0 {ありません} other { # 単位です}}。",
  PLAN_NOT_FOUND: "プランが見つかりません。",
  WEBHOOK_NOT_FOUND: "Webhook が見つかりません。",
  PRECONDITION_FAILED: "ファイルの ETag が If-Match の要求と一致しません。",
  RANGE_NOT_SATISFIABLE: "指定された範囲がファイル（{bytes, number} バイト）の外にあります。",
  RATE_LIMIT_EXCEEDED: "リクエストが多すぎます。{retryAfterSec, number} 秒後にもう一度お試しください。",
  SERVER_INTERNAL_ERROR: "サーバーで予期しないエラーが発生しました。しばらくしてからもう一度お試しください。",
  MALFORMED_REQUEST: "リクエストが HTTP として正しくありません。",
  ROUTE_NOT_FOUND: "このパスに操作はありません。",
  METHOD_NOT_ALLOWED: "このパスではこのメソッドを使用できません。",
  NOT_ACCEPTABLE: "受け入れ可能な形式では応答できません。",
  REQUEST_TIMEOUT: "リクエストが時間内に届きませんでした。",
  LENGTH_REQUIRED: "リクエストには Content-Length が必要です。",
  BODY_TOO_LARGE: "リクエストの本文が大きすぎます。",
  URI_TOO_LONG: "URL が長すぎます。",
  UNSUPPORTED_MEDIA_TYPE: "この形式の本文には対応していません。",
  HEADERS_TOO_LARGE: "リクエストのヘッダーが大きすぎます。",
  REQUEST_CANCELLED: "リクエストは中止されました。",
  NOT_IMPLEMENTED: "このメソッドには対応していません。",
  SERVICE_UNAVAILABLE: "サービスは一時的に利用できません。",
  OPERATION_TIMEOUT: "操作が時間内に終わりませんでした。",
};
