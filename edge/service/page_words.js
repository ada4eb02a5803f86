"use strict";
// What the page says, in four languages: English, German, Spanish, Chinese. {0} is filled in.
const LANGUAGES = { en: "English", de: "Deutsch", es: "Español", zh: "中文" };
const WORDS = [
  ["Cameras", "Kameras", "Cámaras", "摄像头"],
  ["Language", "Sprache", "Idioma", "语言"],
  ["ready", "bereit", "listo", "就绪"],
  ["not ready", "nicht bereit", "no está listo", "未就绪"],
  ["no answer", "keine Antwort", "sin respuesta", "无响应"],
  ["connecting", "verbindet", "conectando", "正在连接"],
  ["live", "verbunden", "en directo", "已连接"],
  ["connection lost; trying again", "Verbindung verloren; neuer Versuch", "conexión perdida; reintentando", "连接中断，正在重试"],
  ["Token", "Token", "Token", "令牌"],
  ["Open", "Öffnen", "Abrir", "打开"],
  ["This token was refused.", "Dieses Token wurde abgelehnt.", "Este token fue rechazado.", "该令牌被拒绝。"],
  ["It is kept until this tab is closed.", "Es bleibt, bis dieser Tab geschlossen wird.", "Se conserva hasta cerrar esta pestaña.", "保留到此标签页关闭为止。"],
  ["What is wrong", "Was nicht stimmt", "Qué falla", "故障"],
  ["Worth knowing", "Gut zu wissen", "Conviene saber", "提示"],
  ["Events", "Ereignisse", "Eventos", "事件"],
  ["none yet", "noch keine", "ninguno aún", "暂无"],
  ["Verdicts", "Urteile", "Veredictos", "判定"],
  ["All verdicts", "Alle Urteile", "Todos los veredictos", "所有判定"],
  ["All kinds", "Alle Arten", "Todos los tipos", "所有类型"],
  ["State", "Zustand", "Estado", "状态"],
  ["All reasons", "Alle Gründe", "Todos los motivos", "所有原因"],
  ["All cameras", "Alle Kameras", "Todas las cámaras", "所有摄像头"],
  ["Any time", "Jederzeit", "En cualquier momento", "任意时间"],
  ["The last {0} minutes", "Letzte {0} Minuten", "Últimos {0} minutos", "最近 {0} 分钟"],
  ["Reason", "Grund", "Motivo", "原因"],
  ["Camera", "Kamera", "Cámara", "摄像头"],
  ["Time", "Zeit", "Hora", "时间"],
  ["Kind of attack", "Art des Angriffs", "Tipo de ataque", "攻击类型"],
  ["Face", "Gesicht", "Cara", "人脸"],
  ["Face {0}", "Gesicht {0}", "Cara {0}", "人脸 {0}"],
  ["has gone", "ist gegangen", "se ha ido", "已离开"],
  ["Export CSV", "CSV speichern", "Exportar CSV", "导出 CSV"],
  ["Export JSON", "JSON speichern", "Exportar JSON", "导出 JSON"],
  ["Forget all", "Alle vergessen", "Olvidar todo", "全部清除"],
  ["Pictures are held in this tab's memory only.", "Bilder bleiben nur im Speicher dieses Tabs.", "Las imágenes solo están en la memoria de esta pestaña.", "图片仅保存在此标签页的内存中。"],
  ["{0} of {1}", "{0} von {1}", "{0} de {1}", "{0} / {1}"],
  ["For other programs", "Für andere Programme", "Para otros programas", "供其他程序使用"],
  ["Sessions, checks of files and events over HTTP.", "Sitzungen, Prüfung von Dateien und Ereignisse über HTTP.", "Sesiones, comprobación de archivos y eventos por HTTP.", "通过 HTTP 提供会话、文件检查和事件。"],
  ["Documentation (in English)", "Dokumentation (auf Englisch)", "Documentación (en inglés)", "文档（英文）"],
  ["What can be asked (in English)", "Was gefragt werden kann (auf Englisch)", "Qué se puede pedir (en inglés)", "可用接口（英文）"],
  ["Description of the API (OpenAPI, in English)", "Beschreibung der Schnittstelle (OpenAPI, auf Englisch)", "Descripción de la API (OpenAPI, en inglés)", "接口描述（OpenAPI，英文）"],
  ["Figures for Prometheus", "Messwerte für Prometheus", "Cifras para Prometheus", "Prometheus 指标"],
  ["Picture of camera {0}", "Bild der Kamera {0}", "Imagen de la cámara {0}", "摄像头 {0} 的画面"],
  ["Waiting for the picture", "Wartet auf das Bild", "Esperando la imagen", "等待画面"],
  ["Pictures are turned off", "Bilder sind abgeschaltet", "Las imágenes están desactivadas", "画面已关闭"],
  ["Nobody there", "Niemand da", "No hay nadie", "无人"],
  ["Sees nothing", "Sieht nichts", "No ve nada", "无画面"],
  ["Session", "Sitzung", "Sesión", "会话"],
  ["{0} attempts left", "noch {0} Versuche", "quedan {0} intentos", "剩余 {0} 次尝试"],
  ["Speed", "Tempo", "Velocidad", "速度"],
  ["{0} of {1} frames/s, {2} dropped", "{0} von {1} Bildern/s, {2} verworfen", "{0} de {1} imágenes/s, {2} descartadas", "{0} / {1} 帧/秒，丢弃 {2}"],
  ["Time a frame", "Zeit je Bild", "Tiempo por imagen", "每帧用时"],
  ["{0} ms, 95 % under {1} ms", "{0} ms, 95 % unter {1} ms", "{0} ms, el 95 % por debajo de {1} ms", "{0} 毫秒，95% 低于 {1} 毫秒"],
  ["Fault: {0}", "Fehler: {0}", "Fallo: {0}", "故障：{0}"],
  ["Live", "Echt", "Real", "真人"],
  ["Attack", "Angriff", "Ataque", "攻击"],
  ["Checking", "Wird geprüft", "Comprobando", "检查中"],
  ["Poor view", "Schlechte Sicht", "Mala visibilidad", "画面不佳"],
  ["Unknown", "Unbekannt", "Desconocido", "未知"],
  ["Unavailable", "Nicht verfügbar", "No disponible", "不可用"],
  ["presentation", "Präsentation", "presentación", "呈现攻击"],
  ["deepfake", "Deepfake", "deepfake", "深度伪造"],
  ["Anti-spoofing", "Anti-Spoofing", "Antisuplantación", "防伪"],
  ["too far away", "zu weit weg", "demasiado lejos", "太远"],
  ["too close", "zu nah", "demasiado cerca", "太近"],
  ["blurred", "unscharf", "borroso", "模糊"],
  ["too dark", "zu dunkel", "demasiado oscuro", "太暗"],
  ["too bright", "zu hell", "demasiado claro", "太亮"],
  ["turned away", "weggedreht", "girado", "未正对"],
  ["partly outside the picture", "teils außerhalb des Bildes", "en parte fuera de la imagen", "部分在画面外"],
  ["uncertain detection", "unsicher erkannt", "detección incierta", "检测不确定"],
  ["no usable model", "kein brauchbares Modell", "ningún modelo utilizable", "没有可用模型"],
  ["the model failed", "das Modell hat versagt", "el modelo falló", "模型出错"],
  ["evidence expired", "Evidenz abgelaufen", "evidencia caducada", "证据已过期"],
  ["the camera is not trusted", "der Kamera wird nicht geglaubt", "la cámara no es creíble", "摄像头不可信"],
  ["the camera is not calibrated", "die Kamera ist nicht kalibriert", "la cámara no está calibrada", "摄像头未校准"],
  ["by the anti-spoofing model", "vom Anti-Spoofing-Modell", "por el modelo antisuplantación", "由防伪模型判定"],
  ["by the deepfake model", "vom Deepfake-Modell", "por el modelo de deepfake", "由深度伪造模型判定"],
  ["swapped face", "ausgetauschtes Gesicht", "rostro intercambiado", "面部被替换"],
  ["generated face", "künstlich erzeugtes Gesicht", "rostro generado", "面部由算法生成"],
  ["waiting for somebody", "wartet auf jemanden", "espera a alguien", "等待来人"],
  ["asking for consent", "fragt nach Einwilligung", "pide consentimiento", "征求同意"],
  ["positioning the face", "Platz wird gesucht", "buscando la posición", "正在就位"],
  ["holding still", "hält still", "sin moverse", "保持不动"],
  ["challenge", "Aufgabe", "prueba", "动作验证"],
  ["accepted", "angenommen", "aceptado", "已通过"],
  ["refused", "abgelehnt", "rechazado", "已拒绝"],
  ["cancelled", "abgebrochen", "cancelada", "已取消"],
  ["cooling down", "gesperrt", "en espera", "冷却中"],
  ["out of order", "außer Betrieb", "fuera de servicio", "暂停使用"],
  ["timed out", "Zeit abgelaufen", "tiempo agotado", "超时"],
  ["abandoned", "weggegangen", "abandonada", "已离开"],
  ["no consent", "keine Einwilligung", "sin consentimiento", "未同意"],
  ["challenge failed", "Aufgabe nicht erfüllt", "prueba no superada", "动作验证失败"],
  ["playing", "läuft", "en marcha", "播放中"],
  ["stalled", "stockt", "detenida", "停滞"],
  ["frozen", "eingefroren", "congelada", "冻结"],
  ["reconnecting", "verbindet neu", "reconectando", "正在重连"],
  ["opening", "wird geöffnet", "abriendo", "正在打开"],
  ["starting", "startet", "iniciando", "正在启动"],
  ["ended", "zu Ende", "terminada", "已结束"],
  ["lost", "verloren", "perdida", "已丢失"],
  ["not begun", "nicht begonnen", "sin empezar", "未开始"],
  ["started", "gestartet", "iniciado", "已启动"],
  ["stopped", "angehalten", "detenido", "已停止"],
  ["decision", "Entscheidung", "decisión", "判定设置"],
  ["calibrated", "kalibriert", "calibrado", "已校准"],
  ["trial", "Probe", "prueba", "试用"],
  ["relay refused", "Relais hat abgelehnt", "el relé rechazó", "继电器拒绝"],
  ["source", "Quelle", "fuente", "来源"],
  ["calibration", "Kalibrierung", "calibración", "校准"],
  ["trust in the source", "Vertrauen in die Quelle", "confianza en la fuente", "来源可信度"],
  ["model", "Modell", "modelo", "模型"],
  ["frame", "Bild", "imagen", "帧"],
  ["drift", "Drift", "deriva", "漂移"],
  ["output", "Ausgabe", "salida", "输出"],
  ["relay", "Relais", "relé", "继电器"],
  ["queue", "Warteschlange", "cola", "队列"],
  ["mqtt queue", "mqtt-Warteschlange", "cola de mqtt", "mqtt 队列"],
  ["webhook queue", "webhook-Warteschlange", "cola de webhook", "webhook 队列"],
  ["webhook event", "webhook-Ereignis", "evento de webhook", "webhook 事件"],
  ["audit log", "Protokoll", "registro", "审计日志"],
  ["crops of faces", "Gesichtsausschnitte", "recortes de caras", "人脸裁剪图"],
  ["watchdog", "Watchdog", "vigilante", "看门狗"],
];
// The English words of the codes that events and answers hold; other codes are read as they are.
const CODES = {
  LIVE: "Live", ATTACK: "Attack", CHECKING: "Checking", POOR_QUALITY: "Poor view", UNKNOWN: "Unknown", UNAVAILABLE: "Unavailable",
  too_small: "too far away", too_large: "too close", turned: "turned away", out_of_frame: "partly outside the picture",
  low_detection: "uncertain detection", no_model: "no usable model", model_failed: "the model failed", expired: "evidence expired",
  untrusted_source: "the camera is not trusted", uncalibrated: "the camera is not calibrated", antispoof: "by the anti-spoofing model",
  swapped: "swapped face", generated: "generated face",
  idle: "waiting for somebody", consent: "asking for consent", position: "positioning the face", hold: "holding still", retry: "refused", help: "cooling down",
  trust: "trust in the source", sink: "output", outbox: "queue", audit: "audit log", crops: "crops of faces",
};
const TASKS = { antispoof: "Anti-spoofing", deepfake: "deepfake" };
const TABLE = new Map(WORDS.map((row) => [row[0], row]));
let language = "en";

function t(text, ...values) {
  const row = TABLE.get(text), column = Object.keys(LANGUAGES).indexOf(language);
  return values.reduce((said, value, index) => said.replace(`{${index}}`, value), row ? row[column] : text);
}
const words = (text) => String(text).replaceAll("_", " ");
const code = (text) => t(CODES[text] || words(text));
const reason = (text) => (text === "deepfake" ? t("by the deepfake model") : code(text));  // elsewhere a kind of attack
const number = (value, digits) => value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
const clock = (at) => new Date(at).toLocaleTimeString([], { hour12: false });

function translatePage() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  for (const node of document.querySelectorAll("[data-hint]")) node.placeholder = t(node.dataset.hint);
}

function chooseLanguage(changed) {  // the one chosen before, else the browser's first that there is
  const select = document.getElementById("language");
  for (const [id, name] of Object.entries(LANGUAGES)) select.add(new Option(name, id));
  const wanted = [localStorage.getItem("facevouch-language"), ...navigator.languages].filter(Boolean);
  const found = wanted.map((each) => each.slice(0, 2)).find((each) => each in LANGUAGES);
  select.value = language = found || "en";
  select.setAttribute("aria-label", t("Language"));
  select.addEventListener("change", () => {
    language = select.value;
    localStorage.setItem("facevouch-language", language);
    select.setAttribute("aria-label", t("Language"));
    changed();
  });
  changed();
}
