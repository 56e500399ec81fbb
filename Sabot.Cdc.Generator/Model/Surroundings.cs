namespace Sabot.Cdc.Generator.Model;

/// <summary>What the code of each item depends on beside the item.</summary>
/// <param name="Collisions">The items that another one has taken the name of.</param>
/// <param name="Client">What extends the client.</param>
internal sealed record Surroundings(ItemCollisions Collisions, ClientModel Client);
