package gateway.camunda86;

import org.codelibs.opensearch.runner.OpenSearchRunner;
import org.codelibs.opensearch.runner.OpenSearchRunner.Configs;

/** An OpenSearch node of one on 127.0.0.1: {@code Storage FOLDER HTTP-PORT TRANSPORT-PORT}. */
public final class Storage {
  public static void main(String[] arguments) throws InterruptedException {
    var port = Integer.parseInt(arguments[1]);
    var node = new OpenSearchRunner();
    node.setMaxHttpPort(port);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
    node.onBuild(
        (number, settings) -> {
          settings.put("network.host", "127.0.0.1");
          settings.put("http.port", port);
          settings.put("transport.port", arguments[2]);
          settings.put("discovery.type", "single-node");
          // A nearly full disk would turn every index read-only.
          settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
    node.build(
        new Configs()
            .basePath(arguments[0])
            // The runner counts its nodes from one, and adds the number to this.
            .baseHttpPort(port - 1)
            .clusterName("camunda")
            .numOfNode(1)
            .disableESLogger()
            .pluginTypes(IndexStateManagement.class.getName()));
    // All threads of the node are daemons: it lives as long as this one waits.
    Thread.currentThread().join();
  }

  private static void close(OpenSearchRunner node) {
    try {
      node.close();
    } catch (Exception failure) {
      failure.printStackTrace();
    }
  }
}
