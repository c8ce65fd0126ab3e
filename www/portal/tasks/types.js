/**
 * The field types of a portal, and the conversion of their values.
 *
 * Types belong to the document of the workflow: values of a type that its document does not know
 * are dropped silently.
 *
 * @typedef {'plain' | 'text' | 'date' | 'datetime' | 'time' | 'file' | 'address' | 'crm'} TypeClass
 */

/** @type {Record<string, TypeClass>} */
const BASE = {
  bool: 'plain',
  date: 'date',
  datetime: 'datetime',
  document_type: 'plain',
  double: 'plain',
  entityselector: 'plain',
  file: 'file',
  int: 'plain',
  internalselect: 'plain',
  select: 'plain',
  string: 'text',
  text: 'text',
  time: 'time',
  user: 'plain',
};

/** @type {Record<string, TypeClass>} */
const LISTS = {
  'e:ecrm': 'crm',
  'e:elist': 'plain',
  'n:sequence': 'plain',
  's:diskfile': 'plain',
  's:elementxmlid': 'plain',
  's:employee': 'plain',
  's:fileman': 'plain',
  's:html': 'plain',
  's:map_google': 'plain',
  's:money': 'plain',
  's:topicid': 'plain',
  's:video': 'plain',
};

/** @type {Record<string, TypeClass>} */
const USER_FIELDS = {
  'uf:crm': 'plain',
  'uf:crm_status': 'plain',
  'uf:iblock_element': 'plain',
  'uf:iblock_section': 'plain',
  'uf:money': 'plain',
  'uf:url': 'plain',
};

/** @type {Record<string, Record<string, TypeClass>>} */
const BY_MODULE = {
  // Documents of processes that belong to no other module.
  bizproc: {
    ...LISTS,
    b: 'plain',
    f: 'file',
    l: 'plain',
    n: 'plain',
    s: 'text',
    t: 'text',
    'e:eautocomplete': 'plain',
    'e:sku': 'plain',
    'g:sectionauto': 'plain',
    's:date': 'date',
    's:datetime': 'datetime',
    's:directory': 'plain',
    's:ecrm': 'plain',
    's:map_yandex': 'plain',
    's:userid': 'plain',
  },
  lists: LISTS,
  crm: {
    ...USER_FIELDS,
    deal_category: 'plain',
    deal_stage: 'plain',
    email: 'plain',
    im: 'plain',
    lead_status: 'plain',
    mail_sender: 'plain',
    phone: 'plain',
    sms_sender: 'plain',
    'uf:address': 'address',
    'uf:date': 'date',
    web: 'plain',
  },
  disk: { 'uf:employee': 'plain' },
  // Smart processes, which decode nothing in addresses.
  rpa: { ...USER_FIELDS, 'uf:address': 'plain', 'uf:resourcebooking': 'plain' },
};

/**
 * The base types of other type names, if a rule depends on them.
 *
 * @type {Record<string, string>}
 */
const BASE_OF = {
  b: 'bool',
  f: 'file',
  l: 'select',
  n: 'double',
  's:date': 'date',
  's:datetime': 'datetime',
  s: 'string',
  t: 'text',
  'uf:date': 'date',
};

/**
 * The base type of a type, in lower case.
 *
 * @param {string} type
 */
export function baseTypeOf(type) {
  const name = type.toLowerCase();
  return own(BASE_OF, name) ?? name;
}

/**
 * The class that converts the values of a type; undefined for a type that its document does not know.
 *
 * @param {string} type
 * @param {string} module Module of the workflow's document.
 * @returns {TypeClass | undefined}
 */
export function typeClassOf(type, module) {
  const name = type.toLowerCase();
  return own(BASE, name) ?? own(own(BY_MODULE, module) ?? {}, name);
}

/**
 * @template T
 * @param {Record<string, T>} table
 * @param {string} key
 * @returns {T | undefined}
 */
function own(table, key) {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
