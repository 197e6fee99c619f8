package dev.sluice.local.child;

import java.net.URI;

/// Runs s3proxy with a store in memory and without authorization, in a process whose class path has
/// it: `S3Main PORT`. By reflection, since its jars do not belong on our own class path.
final class S3Main {

  private static final String PACKAGE = "org.gaul.s3proxy.";

  private S3Main() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    ParentWatch.begin();
    var store =
        Class.forName(PACKAGE + "nio2blob.TransientNio2BlobStore").getConstructor().newInstance();
    var builder = Class.forName(PACKAGE + "S3Proxy").getMethod("builder").invoke(null);
    var builderClass = builder.getClass();
    builderClass
        .getMethod("blobStore", Class.forName(PACKAGE + "blobstore.BlobStore"))
        .invoke(builder, store);
    builderClass
        .getMethod("endpoint", URI.class)
        .invoke(builder, URI.create("http://127.0.0.1:" + arguments[0]));
    builderClass.getMethod("ignoreUnknownHeaders", boolean.class).invoke(builder, true);
    var proxy = builderClass.getMethod("build").invoke(builder);
    proxy.getClass().getMethod("start").invoke(proxy);
    ParentWatch.ready((int) proxy.getClass().getMethod("getPort").invoke(proxy));
  }
}
