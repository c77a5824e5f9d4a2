import type { FileNode, Node } from '../../services/nodes';
import type * as services from '../../services/index';
import type * as data from './data';
import type { NodeOrIdentifier } from './data';
import type * as dates from './dates';
import type * as files from './files';
import type { Calendar, JavaList } from './java';
import type * as texts from './texts';
import type * as who from './who';

/** Says which of two comes first: below 0 the first. */
export type Comparator<T> = ((a: T, b: T) => number) | { compare(a: T, b: T): number };

/** `require('Properties')`: of Nodes that Annex has (files, users), by `displayName`, `fileName`, `mimeType`, `length`, `jcr:uuid` and all that has a getter; null for none. */
export interface Properties {
  /** One property; of several an object of those that there are; without a name the identifier. */
  get(node: NodeOrIdentifier, ...names: (string | readonly string[])[]): any;
  /** The same with what HTML would read as markup escaped. */
  getEscaped(node: NodeOrIdentifier, ...names: (string | readonly string[])[]): any;
  getArray(nodes: Iterable<NodeOrIdentifier> | NodeOrIdentifier, ...names: string[]): any[];
  getArrayEscaped(nodes: Iterable<NodeOrIdentifier> | NodeOrIdentifier, ...names: string[]): any[];
}

type Get<T, N = null> = <O = N>(node: NodeOrIdentifier, name: string, otherwise?: O) => T | O;
type GetNested<T, N = null> = <O = N>(node: NodeOrIdentifier, nested: string, name: string, otherwise?: O) => T | O;
type GetEnabled<T> = <O = null>(node: NodeOrIdentifier, enabling: string, name: string, otherwise?: O) => T | O;

/** `require('PropertyUtil')`: a property of a Node, or what is given otherwise. */
export interface PropertyUtil {
  readonly getString: Get<string>;
  readonly getStringEscaped: Get<string>;
  readonly getStrings: Get<string[]>;
  readonly getStringsEscaped: Get<string[]>;
  readonly getBoolean: Get<boolean, false>;
  readonly getInt: Get<number, 0>;
  readonly getDouble: Get<number, 0>;
  /** There are none: what is given otherwise. */
  readonly getCalendar: Get<Calendar>;
  /** There are none: what is given otherwise. */
  readonly getBinary: Get<never>;
  readonly getNode: Get<Node>;
  readonly getNestedString: GetNested<string>;
  readonly getNestedStringEscaped: GetNested<string>;
  readonly getNestedStrings: GetNested<string[]>;
  readonly getNestedStringsEscaped: GetNested<string[]>;
  readonly getNestedBoolean: GetNested<boolean, false>;
  readonly getNestedInt: GetNested<number, 0>;
  readonly getNestedDouble: GetNested<number, 0>;
  readonly getNestedCalendar: GetNested<Calendar>;
  readonly getNestedBinary: GetNested<never>;
  readonly getNestedNode: GetNested<Node>;
  readonly getEnabledString: GetEnabled<string>;
  readonly getEnabledStringEscaped: GetEnabled<string>;
  readonly getEnabledNode: GetEnabled<Node>;
}

/** `require('ResourceLocatorUtil')`: files are here; all else that a content repository has is null. */
export interface ResourceLocatorUtil {
  getNodeByIdentifier(identifier: string | null | undefined): Node | null;
  getNodeId(node: Node | null | undefined): string | null;
  /** The add-on's own folder, where it is granted. */
  getFileRepository(): FileNode | null;
  getLocalFileRepository(): FileNode | null;
  getImageRepository(): FileNode | null;
  getLocalImageRepository(): FileNode | null;
  readonly fileRepository: FileNode | null;
  readonly localFileRepository: FileNode | null;
  readonly imageRepository: FileNode | null;
  readonly localImageRepository: FileNode | null;
  readonly [other: `get${string}`]: (...args: any[]) => any;
}

/** `require('NodeTreeUtil')`: null where there is no such Node, instead of an error. There are no pages. */
export interface NodeTreeUtil {
  getNode(node: NodeOrIdentifier, path: string): FileNode | null;
  getParent(node: NodeOrIdentifier): FileNode | null;
  isDescendantOf(node: NodeOrIdentifier, parent: NodeOrIdentifier): boolean;
  getWebPathNodes(...args: unknown[]): JavaList<never>;
  findPortletByContentIdentifier(...args: unknown[]): null;
  findPortletByName(...args: unknown[]): null;
  findPortletsByName(...args: unknown[]): JavaList<never>;
  findPortletsByType(...args: unknown[]): JavaList<never>;
  findPortlets(...args: unknown[]): JavaList<never>;
  findLayoutByName(...args: unknown[]): null;
  findLayoutsByName(...args: unknown[]): JavaList<never>;
  findLayouts(...args: unknown[]): JavaList<never>;
}

/** `require('InstanceTypeUtil')`: Java's types, by what scripts have in their place. */
export interface InstanceTypeUtil {
  isString(value: unknown): value is string;
  isBoolean(value: unknown): value is boolean;
  isInteger(value: unknown): boolean;
  isLong(value: unknown): boolean;
  isDouble(value: unknown): boolean;
  isFloat(value: unknown): boolean;
  isNumber(value: unknown): boolean;
  isNode(value: unknown): boolean;
  isProperty(value: unknown): boolean;
  isDate(value: unknown): boolean;
  isCalendar(value: unknown): boolean;
  isList(value: unknown): boolean;
  isMap(value: unknown): boolean;
  isSet(value: unknown): boolean;
  isCollection(value: unknown): boolean;
  isIterator(value: unknown): boolean;
  isIterable(value: unknown): boolean;
  isSerializable(value: unknown): boolean;
  isComparator(value: unknown): boolean;
  isComparable(value: unknown): boolean;
  isException(value: unknown): boolean;
  isThrowable(value: unknown): boolean;
}

/** `require('MathInstance')`: what `java.lang.Math` has. */
export interface MathInstance
  extends Pick<
    Math,
    'E' | 'PI' | 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan' | 'exp' | 'log' | 'log10' | 'sqrt' | 'cbrt' | 'ceil' | 'floor' | 'atan2' | 'pow' | 'random' | 'abs' | 'max' | 'min' | 'sinh' | 'cosh' | 'tanh' | 'hypot' | 'expm1' | 'log1p'
  > {
  toRadians(degrees: number): number;
  toDegrees(radians: number): number;
  IEEEremainder(dividend: number, divisor: number): number;
  /** To the nearest whole number, of two the even one. */
  rint(value: number): number;
  round(value: number): number;
  ulp(value: number): number;
  signum(value: number): number;
  copySign(magnitude: number, sign: number): number;
  getExponent(value: number): number;
  nextAfter(start: number, towards: number): number;
  nextUp(value: number): number;
  nextDown(value: number): number;
  scalb(value: number, scale: number): number;
  /** @throws {RangeError} beyond 64 bits */
  addExact(x: number, y: number): number;
  subtractExact(x: number, y: number): number;
  multiplyExact(x: number, y: number): number;
  incrementExact(x: number): number;
  decrementExact(x: number): number;
  negateExact(x: number): number;
  /** @throws {RangeError} beyond 32 bits */
  toIntExact(value: number): number;
  floorDiv(x: number, y: number): number;
  floorMod(x: number, y: number): number;
}

/** `require('ArraysInstance')`: what `java.util.Arrays` has. A range is from its first index to before its last. */
export interface ArraysInstance {
  sort<T>(array: T[], comparator?: Comparator<T>): void;
  sort<T>(array: T[], from: number, to: number, comparator?: Comparator<T>): void;
  parallelSort<T>(array: T[], comparator?: Comparator<T>): void;
  parallelSort<T>(array: T[], from: number, to: number, comparator?: Comparator<T>): void;
  /** The index; where it is not there, below 0. */
  binarySearch<T>(array: readonly T[], key: T, comparator?: Comparator<T>): number;
  binarySearch<T>(array: readonly T[], from: number, to: number, key: T, comparator?: Comparator<T>): number;
  equals(a: readonly unknown[] | null, b: readonly unknown[] | null): boolean;
  deepEquals(a: readonly unknown[] | null, b: readonly unknown[] | null): boolean;
  fill<T>(array: T[], value: T): void;
  fill<T>(array: T[], from: number, to: number, value: T): void;
  copyOf<T>(array: readonly T[], length: number): T[];
  copyOfRange<T>(array: readonly T[], from: number, to: number): T[];
  asList<T>(array: readonly T[]): JavaList<T>;
  asList<T>(...items: T[]): JavaList<T>;
  hashCode(array: readonly unknown[] | null): number;
  deepHashCode(array: readonly unknown[] | null): number;
  toString(array?: readonly unknown[] | null): string;
  deepToString(array: readonly unknown[] | null): string;
  setAll<T>(array: T[], make: (index: number) => T): void;
  parallelSetAll<T>(array: T[], make: (index: number) => T): void;
  parallelPrefix<T>(array: T[], f: (a: T, b: T) => T): void;
}

/** `require('CollectionsInstance')`: what `java.util.Collections` has for lists, which are arrays here. */
export interface CollectionsInstance {
  readonly EMPTY_LIST: JavaList<never>;
  readonly EMPTY_MAP: Readonly<Record<string, never>>;
  readonly EMPTY_SET: JavaList<never>;
  addAll<T>(array: T[], ...items: T[]): boolean;
  binarySearch<T>(array: readonly T[], key: T, comparator?: Comparator<T>): number;
  copy<T>(to: T[], from: readonly T[]): void;
  disjoint(a: readonly unknown[], b: readonly unknown[]): boolean;
  emptyList(): JavaList<never>;
  emptyMap(): Readonly<Record<string, never>>;
  emptySet(): JavaList<never>;
  fill<T>(array: T[], value: T): void;
  frequency(array: readonly unknown[], value: unknown): number;
  indexOfSubList(array: readonly unknown[], part: readonly unknown[]): number;
  lastIndexOfSubList(array: readonly unknown[], part: readonly unknown[]): number;
  list<T>(items: Iterable<T>): JavaList<T>;
  max<T>(items: Iterable<T>, comparator?: Comparator<T>): T;
  min<T>(items: Iterable<T>, comparator?: Comparator<T>): T;
  nCopies<T>(count: number, value: T): JavaList<T>;
  replaceAll<T>(array: T[], from: T, to: T): boolean;
  reverse(array: unknown[]): void;
  reverseOrder<T>(comparator?: Comparator<T>): (a: T, b: T) => number;
  rotate(array: unknown[], distance: number): void;
  shuffle(array: unknown[]): void;
  singleton<T>(value: T): JavaList<T>;
  singletonList<T>(value: T): JavaList<T>;
  singletonMap<T>(key: string, value: T): Readonly<Record<string, T>>;
  sort<T>(array: T[], comparator?: Comparator<T>): void;
  swap(array: unknown[], a: number, b: number): void;
  synchronizedCollection<T>(value: T): T;
  synchronizedList<T>(value: T): T;
  synchronizedMap<T>(value: T): T;
  synchronizedSet<T>(value: T): T;
  unmodifiableCollection<T>(items: Iterable<T>): JavaList<T>;
  unmodifiableList<T>(items: Iterable<T>): JavaList<T>;
  unmodifiableSet<T>(items: Iterable<T>): JavaList<T>;
  unmodifiableMap<T extends object>(map: T): Readonly<T>;
}

/** The modules that {@link Utils} leads to. */
interface ByName {
  ArraysInstance: ArraysInstance;
  CollectionsInstance: CollectionsInstance;
  DateUtil: dates.DateUtil;
  EndecUtil: texts.EndecUtil;
  FileUtil: files.FileUtil;
  FolderUtil: files.FolderUtil;
  ImageUtil: files.ImageUtil;
  InstanceTypeUtil: InstanceTypeUtil;
  JwtUtil: texts.JwtUtil;
  LocaleUtil: texts.LocaleUtil;
  LogUtil: data.LogUtil;
  MailBuilder: data.MailBuilder;
  MailUtil: data.MailUtil;
  MathInstance: MathInstance;
  MessageDigesterFactory: texts.MessageDigesterFactory;
  MimeTypeUtil: texts.MimeTypeUtil;
  NodeTreeUtil: NodeTreeUtil;
  NodeTypeUtil: who.NodeTypeUtil;
  PortletContextUtil: who.PortletContextUtil;
  Properties: Properties;
  PropertyUtil: PropertyUtil;
  QueryStringUtil: texts.QueryStringUtil;
  JsonRequester: services.Requester;
  Requester: services.Requester;
  RequesterUtil: services.Requester;
  ResourceLocatorUtil: ResourceLocatorUtil;
  RestAppInvoker: data.RestAppInvokerFactory;
  RestAppInvokerFactory: data.RestAppInvokerFactory;
  RoleMatcherBuilder: who.RoleMatcherBuilder;
  RoleUtil: who.RoleUtil;
  ScriptUtil: texts.ScriptUtil;
  SystemUserUtil: who.SystemUserUtil;
  TemporaryFileNodeBuilder: files.TemporaryFileNodeBuilder;
  TimestampUtil: dates.TimestampUtil;
  UserUtil: who.UserUtil;
  VersionUtil: who.VersionUtil;
  XmlParserUtil: texts.XmlParserUtil;
}

/** `require('Utils')`: the modules by getters (`utils.getEndecUtil()`) and by properties (`utils.endecUtil`). */
export type Utils = { readonly [N in keyof ByName as `get${N}`]: () => ByName[N] } & { readonly [N in keyof ByName as Uncapitalize<N>]: ByName[N] };
