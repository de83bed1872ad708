/** Words that differ in case, accents, width, scripts or code points. Many of them fold to the same text. */
export const WORDS = [
  ...['milk', 'MILCH', 'mil', 'Straße', 'STRASSE', 'Straẞe', 'strass', 'Café', 'Cafe\u0301', 'CAFÉ', 'caf', 'naïve'],
  ...['ΟΔΟΣ', 'οδος', 'οδοσ', 'Άλφα', 'ᾳ', 'Iğdır', 'IĞDIR', 'ığdır', 'İzmir', 'izmir', 'IZMIR', 'ı', 'I'],
  ...['ﬁn', 'FIN', 'ｆｉｎ', 'ＭＩＬＫ', '２０', '20', '2', '①', 'x²', 'ŉ', 'ǅ', 'dž', 'K', '𐐀b', '𐐨B', 'Ꭰꭰ'],
  ...[
    '東京',
    '東京都',
    '京都',
    '京',
    '第2回',
    'タワー',
    'ﾀﾜｰ',
    'ー',
    'がく',
    'かく',
    'か\u3099',
    'ｶﾞｽ',
    '東京tower',
    'tower',
  ],
  ...[
    '한국',
    '하',
    '국',
    'ภาษาไทย',
    'ไทย',
    'น้ำ',
    'हिन्दी',
    'हि',
    'don’t',
    '😀',
    '👩‍👩‍👧',
    '\ufffd',
    '\ufffdx',
    '😀x',
    'or',
    'not',
  ],
];

export const SEPARATORS = [
  ' ',
  ' ',
  ' ',
  '',
  '-',
  '_',
  '/',
  ', ',
  '\u3000',
  "'",
  '·',
  ' "',
  '\\',
  '(',
  ': ',
  '=',
  '\u00ad',
];

export const TAGS = [
  ...[
    'home',
    'high',
    'Straße',
    'Café',
    'ΟΔΟΣ',
    'ıI',
    'İzmir',
    'ﬁn',
    '東京タワー',
    'がく',
    '한국',
    'ไทย',
    '😀',
    '\ufffd',
  ],
  ...['or', 'true', 'none', 'list', 'today', 'say "hi"', 'back\\slash', 'a, b', '(c)', '2026-03-29', '１２', '+d', '-'],
];

export const LISTS = [
  'Work',
  'Work/Reports',
  'WORK/Straße',
  'Büro',
  'İş',
  'ﬁnance',
  '家',
  'ガス',
  'in',
  'is none',
  '😀',
  '\ufffd',
];

/** Days of clock changes, the days beside them, ends of years and leap days. Apia had no 30 December 2011. */
export const DAYS = [
  ...['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26', '2026-03-07', '2026-03-08'],
  ...['2026-03-09', '2026-10-31', '2026-11-01', '2026-11-02', '2026-04-04', '2026-04-05', '2026-10-03', '2026-10-04'],
  ...['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01', '2024-02-28', '2024-02-29', '2024-03-01', '2028-02-29'],
  ...['2011-12-29', '2011-12-30', '2011-12-31', '1883-11-18', '1970-01-01', '2099-12-31'],
];

export const TIMES = [
  ...['00:00', '00:00:00', '00:00:01', '00:30', '01:00', '01:30', '01:45', '02:00', '02:15', '02:30', '02:59:59'],
  ...['03:00', '10:30', '12:00', '14:30', '22:00', '23:00', '23:30', '23:59', '23:59:59'],
];

/** Zones whose clocks change by an hour or by half an hour, or at midnight, and zones far from UTC. */
export const ZONES = [
  ...['UTC', 'Europe/Berlin', 'Europe/Berlin', 'America/New_York', 'America/New_York', 'Australia/Lord_Howe'],
  ...['Australia/Lord_Howe', 'Asia/Beirut', 'America/Havana', 'Asia/Kathmandu', 'Pacific/Apia', 'Pacific/Kiritimati'],
];

/** Local times that a clock change skips or repeats, and UTC times at or near a clock change. */
export const CHANGING_TIMES = [
  ...['2026-03-29T02:00[Europe/Berlin]', '2026-03-29T02:30[Europe/Berlin]', '2026-10-25T02:30[Europe/Berlin]'],
  ...['2026-03-08T02:30[America/New_York]', '2026-11-01T01:30[America/New_York]', '2026-03-29T00:30[Asia/Beirut]'],
  ...[
    '2026-10-04T02:15[Australia/Lord_Howe]',
    '2026-04-05T01:45[Australia/Lord_Howe]',
    '2011-12-30T12:00[Pacific/Apia]',
  ],
  ...[
    '2026-03-29T02:30',
    '2026-10-25T02:30',
    '2026-03-08T02:30',
    '2026-11-01T01:30',
    '2026-10-04T02:15',
    '2026-04-05T01:45',
  ],
  ...['2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-03-08T07:00Z', '2026-11-01T06:00Z', '2026-10-03T15:30Z'],
  ...['2026-04-04T15:00Z', '2026-03-28T22:00Z', '2011-12-30T12:00Z'],
];
