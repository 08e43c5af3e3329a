import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface NamedBucketProps {
  readonly stage: Stage;
  /** `lake` becomes `kairos-<stage>-lake-<account>-<region>`. */
  readonly name: string;
  readonly key: IKey;
  readonly lifecycleRules: readonly LifecycleRule[];
}

/** A private, encrypted, TLS-only bucket whose name says what it is. In a protected stage it outlives its stack. */
export class NamedBucket extends Construct {
  readonly bucket: Bucket;
  readonly bucketName: string;
  private readonly key: IKey;
  private readonly arn: string;

  constructor(scope: Construct, id: string, props: NamedBucketProps) {
    super(scope, id);
    this.key = props.key;
    this.bucketName = `kairos-${props.stage.name}-${props.name}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
    this.arn = `arn:${Aws.PARTITION}:s3:::${this.bucketName}`;
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: this.bucketName,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: [
        {
          id: 'forget-old-versions', // versions undo an accident; an erasure must end some day
          noncurrentVersionExpiration: Duration.days(7),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
        ...props.lifecycleRules,
      ],
      removalPolicy: props.stage.protected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(
      this.bucket,
      'AwsSolutions-S1',
      'Object access is audited by CloudTrail data events where an account wants it: access logs would be a second copy.',
    );
  }

  /** Grants the actions on the objects under one prefix, and the use of their key. */
  allowObjects(fn: PipelineFunction, prefix: string, ...actions: readonly string[]): void {
    const objects = `${this.arn}/${prefix}*`;
    fn.allow(actions, [objects]);
    this.key.grant(
      fn,
      ...(actions.includes('s3:PutObject') ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt']),
    );
    if (fn.role) {
      const finding = objects.replace(Aws.PARTITION, '<AWS::Partition>').replace(Aws.ACCOUNT_ID, '<AWS::AccountId>');
      acknowledge(
        fn.role,
        `AwsSolutions-IAM5[Resource::${finding.replace(Aws.REGION, '<AWS::Region>')}]`,
        'Object keys carry dates and sequence numbers: the prefix is the narrowest name that exists beforehand.',
      );
    }
  }

  /**
   * Grants listing of keys. Without it, S3 calls an object that is not there forbidden; and it must be free of a
   * condition on the prefix, which a request for one object never has.
   */
  allowList(fn: PipelineFunction): void {
    fn.allow(['s3:ListBucket'], [this.arn]);
  }

  /** Makes the bucket an on-failure destination of the function's event sources. */
  acceptGivenUpRecords(fn: PipelineFunction): { readonly destinationArn: string } {
    this.allowObjects(fn, 'aws/lambda/', 's3:PutObject');
    this.allowList(fn); // Lambda asks for it
    return { destinationArn: this.bucket.bucketArn };
  }
}
