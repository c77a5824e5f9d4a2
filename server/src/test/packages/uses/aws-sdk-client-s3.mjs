import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
const DATE = new Date('2024-01-02T03:04:05Z');
export default async ({ url }) => {
  const seen = [];
  const client = new S3Client({ endpoint: `${url}/s3`, region: 'eu-west-1', forcePathStyle: true, maxAttempts: 1, credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' }, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' });
  const now = Date.now();
  client.middlewareStack.add((next) => async (args) => {
    // The signer asks the clock of the client by how much it is off.
    client.config.systemClockOffset = DATE - Date.now();
    return next(args);
  }, { step: 'build', name: 'then', priority: 'high' });
  client.middlewareStack.add((next) => (args) => {
    const { method, path, query, headers } = args.request;
    const date = headers['x-amz-date'];
    seen.push([method, path, query, headers['x-amz-content-sha256'], date.slice(0, 11), headers.authorization.split('Signature=')[0], headers.authorization.split('Signature=')[1].length]);
    return next(args);
  }, { step: 'finalizeRequest', name: 'look', priority: 'low' });
  const put = await client.send(new PutObjectCommand({ Bucket: 'b', Key: 'a é/x.txt', Body: 'hé', ContentType: 'text/plain', Metadata: { a: 'b' } }));
  const list = await client.send(new ListObjectsV2Command({ Bucket: 'b', Prefix: 'a' }));
  const got = await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'x' }));
  const failed = await client.send(new GetObjectCommand({ Bucket: 'none', Key: 'x' })).catch(({ name, $metadata }) => [name, $metadata.httpStatusCode]);
  return [now > 0, put.ETag, list.Contents.map(({ Key, Size }) => [Key, Size]), got.ContentLength, await got.Body.transformToString(), failed, seen];
};
