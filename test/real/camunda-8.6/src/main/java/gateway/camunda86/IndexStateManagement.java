package gateway.camunda86;

import static org.opensearch.rest.RestRequest.Method.POST;

import java.util.List;
import java.util.function.Supplier;
import org.opensearch.client.node.NodeClient;
import org.opensearch.cluster.metadata.IndexNameExpressionResolver;
import org.opensearch.cluster.node.DiscoveryNodes;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.IndexScopedSettings;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Setting.Property;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.settings.SettingsFilter;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.plugins.ActionPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.rest.BaseRestHandler;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestController;
import org.opensearch.rest.RestHandler;
import org.opensearch.rest.RestRequest;

/**
 * The two parts of OpenSearch's plugin of this name that Camunda 8.6 uses although nothing here is to be deleted by age:
 * Tasklist resets the policy of its indices at every start, and ends when the setting is unknown; the exporter takes
 * policies off its indices. The plugin itself is not published as a jar.
 */
public final class IndexStateManagement extends Plugin implements ActionPlugin {
  @Override
  public List<Setting<?>> getSettings() {
    var policy = "index.plugins.index_state_management.policy_id";
    return List.of(Setting.simpleString(policy, Property.IndexScope, Property.Dynamic));
  }

  @Override
  public List<RestHandler> getRestHandlers(
      Settings settings,
      RestController controller,
      ClusterSettings clusterSettings,
      IndexScopedSettings indexSettings,
      SettingsFilter filter,
      IndexNameExpressionResolver names,
      Supplier<DiscoveryNodes> nodes) {
    return List.of(new RemovePolicy());
  }

  private static final class RemovePolicy extends BaseRestHandler {
    @Override
    public String getName() {
      return "remove_policy";
    }

    @Override
    public List<Route> routes() {
      return List.of(new Route(POST, "/_plugins/_ism/remove/{index}"));
    }

    @Override
    protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
      // OpenSearch refuses a request whose parameters were not all read.
      request.param("index");
      var none = "{\"updated_indices\":0,\"failures\":false,\"failed_indices\":[]}";
      return channel ->
          channel.sendResponse(new BytesRestResponse(RestStatus.OK, "application/json", none));
    }
  }
}
